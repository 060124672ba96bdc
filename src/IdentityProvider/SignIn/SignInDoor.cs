using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Protocol;
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

    /// <summary>Something is missing. The caller saves the attempt and sends the browser to the path with 303, or, at prompt=none, does neither.</summary>
    /// <param name="Path">Local path with query.</param>
    /// <param name="NeedsLogin">The user is unknown or must prove the password again (login_required); otherwise some other step is missing (interaction_required).</param>
    public sealed record MustSignIn(string Path, bool NeedsLogin) : SignInAnswer;

    /// <summary>The user is known, and belongs to no clinic, or in no role, that the app is for.</summary>
    /// <param name="Path">The page that says so, for an app. As with <see cref="MustSignIn"/>, the caller saves or does not go there.</param>
    public sealed record NoMembership(string Path) : SignInAnswer;

    /// <summary>No factor that exists here can reach the acr that is demanded (RFC 9470 §5: unmet_authentication_requirements).</summary>
    public sealed record CannotReach : SignInAnswer;
}

/// <summary>What apps' requests and our own pages ask before they do anything for a browser.</summary>
public sealed class SignInDoor(
    Sessions sessions, SignInAttempts attempts, SignInTurns turns, SignInPipeline pipeline)
{
    /// <summary>Looks at the browser's session with the eyes of the pipeline, and begins an attempt for what is missing. The caller saves.</summary>
    public async Task<SignInAnswer> AskAsync(HttpContext http, SignInDemand demand, CancellationToken ct)
    {
        if (demand.LeastAcr > AcrValues.Strongest)
        {
            return new SignInAnswer.CannotReach();
        }

        var attempt = attempts.Draft(demand);
        var session = demand.SelectAccount ? null : await sessions.CurrentAsync(http, ct);
        if (session is not null)
        {
            await attempts.GoOnFromAsync(attempt, session, ct);
        }

        var turn = await turns.ReadAsync(http, attempt, ct);
        switch (pipeline.Next(turn.Facts, turn.Policy, turn.Now))
        {
            // The trusted browser may stand in here as well, and the session will say so; but its key changes with every use and the
            // session's does too, so it takes a POST.
            case null when SignInTrust.StandsIn(turn):
                await attempts.BeginAsync(http, attempt, ct);
                return new SignInAnswer.MustSignIn(SignInFlow.With(SignInFlow.ContinuePage, attempt), NeedsLogin: false);
            case null:
                await sessions.SeenAsync(session!, ct);
                return new SignInAnswer.GoodEnough(session!, turn.Facts.Membership, turn.Policy, turn.Now);
            case NoMembershipStep:
                await attempts.BeginAsync(http, attempt, ct);
                return new SignInAnswer.NoMembership(SignInFlow.With(NoMembershipStep.Page, attempt));
            case var step:
                await attempts.BeginAsync(http, attempt, ct);
                return new SignInAnswer.MustSignIn(SignInFlow.With(step.Path, attempt), step is IdentifyStep or PasswordStep);
        }
    }
}
