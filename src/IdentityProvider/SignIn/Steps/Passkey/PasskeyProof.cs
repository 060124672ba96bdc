using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.SignIn.Steps.Passkey;

/// <summary>A use of a passkey in a sign-in: alone, where it says who it is, or as the second factor of somebody who has proven the password.</summary>
public sealed class PasskeyProof(PasskeyCeremonies ceremonies, SignInAttempts attempts, Outbox outbox, AuditLog audit, IdpDbContext db)
{
    /// <summary>Draws a challenge for this attempt. Alone the question is the same for everybody: a typed name changes nothing in it.</summary>
    public Task<PasskeyQuestion> AskAsync(HttpContext http, SignInTurn turn, bool isAlone) => ceremonies.AskToUseAsync(http, BindingOf(turn, isAlone));

    /// <summary>Judges an answer. An accepted one is noted on the attempt; the caller saves in any case.</summary>
    /// <returns>Null when it was accepted.</returns>
    public async Task<PasskeyRefusal?> CheckAsync(HttpContext http, SignInTurn turn, bool isAlone, PasskeyReply reply, CancellationToken ct)
    {
        var answer = await ceremonies.UseAsync(http, BindingOf(turn, isAlone), reply);
        var user = answer.Passkey is { } used ? await db.Users.SingleOrDefaultAsync(u => u.Id == used.UserId && u.DeactivatedAt == null, ct) : null;
        if (answer is { Refusal: PasskeyRefusal.CountedBack, Passkey: { } copied } && user is not null)
        {
            Warn(turn, user, copied);
        }

        if (!answer.IsAccepted || user is null || !MayBe(turn, user))
        {
            var why = answer.Refusal ?? PasskeyRefusal.NotAccepted;
            audit.Record(new PasskeyRefused(why), user?.Id, turn.Clinic?.Id, attemptId: turn.Attempt.Id);
            return why;
        }

        Note(turn, user, isAlone);
        return null;
    }

    // Whoever unlocks a session or steps up in it is its user, and nobody else's passkey changes that. "Not you?" leads out of it.
    private static bool MayBe(SignInTurn turn, User user) => turn.Attempt.SessionId is null || turn.Attempt.UserId == user.Id;

    private void Note(SignInTurn turn, User user, bool isAlone)
    {
        if (!isAlone)
        {
            turn.Attempt.Choose(Way.Passkey);
        }

        if (turn.Attempt.UserId != user.Id)
        {
            // What was proven or chosen for the name that was typed before was another person's.
            turn.Attempt.StartOver();
            attempts.Identify(turn.Attempt, user.Email!, user.Id);
        }

        turn.Attempt.ProvePasskey(user.SecurityStamp!, turn.Now);
    }

    private void Warn(SignInTurn turn, User user, Factors.Passkey copied)
    {
        audit.Record(new PasskeyCountedBack(copied.Id), user.Id, turn.Clinic?.Id, attemptId: turn.Attempt.Id);
        outbox.Enqueue(new Letter(Channel.Email, user.Email!, user.Language ?? turn.Language, new PasskeyMayBeCopied(turn.Now, copied.Name)) { UserId = user.Id });
    }

    private static PasskeyBinding BindingOf(SignInTurn turn, bool isAlone) => isAlone
        ? new PasskeyBinding(PasskeyPurpose.SignIn, turn.Attempt.Id, UserId: null)
        : new PasskeyBinding(PasskeyPurpose.SecondFactor, turn.Attempt.Id, turn.User!.Id);
}
