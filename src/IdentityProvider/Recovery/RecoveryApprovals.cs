using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.Phones;
using IdentityProvider.Users;

namespace IdentityProvider.Recovery;

/// <summary>
/// Somebody who checked who a person is lets them back in without a second factor, once. The person hears of it on every channel, with a link that stops
/// it: whoever pretended to be them reads only some of these.
/// </summary>
public sealed class RecoveryApprovals(
    RecoveryRequests requests, MailedLinks links, UserPhones phones, Outbox outbox, AuditLog audit, TimeProvider clock)
{
    /// <summary>The caller saves.</summary>
    /// <returns>
    /// Null, and nothing is approved, while the address is too new to recover a password: whoever changed it a minute ago would read the letters that are to
    /// warn the owner.
    /// </returns>
    /// <param name="user">Whom to let back in.</param>
    /// <param name="by">Who approves.</param>
    /// <param name="clinic">In whose name the letters are; null outside a clinic.</param>
    public async Task<RecoveryRequest?> ApproveAsync(User user, RecoveryApprover by, LetterClinic? clinic, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (!user.EmailMayRecover(now))
        {
            return null;
        }

        var request = await requests.OpenOrNewAsync(user.Id, ct);
        request.Approve(by.UserId, by.CheckId, by.Wait, now);
        audit.Record(new RecoveryApproved(by.CheckId, request.Id, request.WorksFrom!.Value), user.Id, clinic?.Id);
        var cancel = await links.IssueAsync(user, LinkPurpose.RecoveryCancel, ct);
        var notice = new RecoveryWasApproved(now, request.WorksFrom.Value) { DisavowalToken = cancel.Token };
        Tell(user, Channel.Email, user.Email!, notice, clinic);
        foreach (var phone in await phones.VerifiedOfAsync(user.Id, ct))
        {
            Tell(user, Channel.Text, phones.NumberOf(phone).E164, notice with { DisavowalToken = null }, clinic);
        }

        if (by.Wait == TimeSpan.Zero)
        {
            var reset = await links.IssueAsync(user, LinkPurpose.PasswordReset, ct);
            Tell(user, Channel.Email, user.Email!, new PasswordLinkByAdmin(reset.Token, reset.ExpiresAt), clinic);
        }

        return request;
    }

    private void Tell(User user, Channel channel, string destination, LetterContent content, LetterClinic? clinic) =>
        outbox.Enqueue(new Letter(channel, destination, user.Language ?? Web.Languages.English, content) { Clinic = clinic, UserId = user.Id });
}

/// <summary>Who lets somebody back in, and how they checked who it is.</summary>
/// <param name="UserId">Null for an operator at the command line.</param>
/// <param name="CheckId">The words of it, as kept (Reasons).</param>
/// <param name="Wait">Zero for an admin of the practice, <see cref="RecoveryRequest.OperatorWait"/> for an operator.</param>
public sealed record RecoveryApprover(Guid? UserId, Guid CheckId, TimeSpan Wait);
