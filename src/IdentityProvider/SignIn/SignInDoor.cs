using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.SignIn.Steps.Identify;
using IdentityProvider.SignIn.Steps.NoMembership;
using IdentityProvider.SignIn.Steps.Password;

namespace IdentityProvider.SignIn;

/// <summary>The answer to "is this browser signed in well enough?".</summary>
public abstract record SignInAnswer
{
    private SignInAnswer()
    {
    }

    /// <summary>It is. Nothing waits to be saved.</summary>
    /// <param name="Membership">At which clinic, in which role; null when no membership was asked for.</param>
    /// <param name="Now">As of when (UTC). What is claimed of the proofs is computed for this moment, not for a later one.</param>
    public sealed record GoodEnough(Session Session, Membership? Membership, EffectivePolicy Policy, DateTimeOffset Now) : SignInAnswer;

    /// <summary>Something is missing. The caller begins the attempt and sends the browser to the path with 303, or, at prompt=none, does neither.</summary>
    /// <param name="Path">Local path with query.</param>
    /// <param name="NeedsLogin">The user is unknown or must prove the password again (login_required); otherwise some other step is missing (interaction_required).</param>
    /// <param name="Draft">The attempt that goes with the path. The caller begins and saves it (<see cref="SignInDoor.SendInAsync"/>).</param>
    public sealed record MustSignIn(string Path, bool NeedsLogin, SignInAttempt? Draft) : SignInAnswer;

    /// <summary>The user is known, and belongs to no clinic, or in no role, that the app is for.</summary>
    /// <param name="Path">The page that says so, for an app. As with <see cref="MustSignIn"/>, the caller begins the attempt or does not go there.</param>
    public sealed record NoMembership(string Path, SignInAttempt Draft) : SignInAnswer;
}

/// <summary>What apps' requests and our own pages ask before they do anything for a browser.</summary>
public sealed class SignInDoor(
    Sessions sessions, SignInAttempts attempts, SignInTurns turns, SignInPipeline pipeline)
{
    /// <summary>Begins the attempt that an answer drafted, because the browser is now sent to it. The caller saves.</summary>
    public Task SendInAsync(HttpContext http, SignInAttempt draft, CancellationToken ct) => attempts.BeginAsync(http, draft, ct);

    /// <summary>Looks at the browser's session with the eyes of the pipeline, and drafts an attempt for what is missing. Writes nothing but "seen".</summary>
    public async Task<SignInAnswer> AskAsync(HttpContext http, SignInDemand demand, CancellationToken ct)
    {
        var attempt = attempts.Draft(demand);
        var session = demand.SelectAccount ? null : await sessions.CurrentAsync(http, ct);
        if (session is not null && demand.MayUse(session))
        {
            attempts.GoOnFrom(attempt, session);
        }

        var turn = await turns.ReadAsync(http, attempt, ct);
        switch (pipeline.Next(turn.Facts, turn.Policy, turn.Now))
        {
            // The trusted browser may stand in here as well, and the session will say so; but its key changes with every use and the
            // session's does too, so it takes a POST.
            case null when SignInTrust.StandsIn(turn):
                return new SignInAnswer.MustSignIn(SignInFlow.With(SignInFlow.ContinuePage, attempt), NeedsLogin: false, attempt);
            case null:
                await sessions.SeenAsync(session!, ct);
                return new SignInAnswer.GoodEnough(session!, turn.Facts.Membership, turn.Policy, turn.Now);
            case NoMembershipStep:
                return new SignInAnswer.NoMembership(SignInFlow.With(NoMembershipStep.Page, attempt), attempt);
            case var step:
                return new SignInAnswer.MustSignIn(SignInFlow.With(step.Path, attempt), step is IdentifyStep or PasswordStep, attempt);
        }
    }
}
