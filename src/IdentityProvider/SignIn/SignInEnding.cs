using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.Protocol;

namespace IdentityProvider.SignIn;

/// <summary>The end of the pipeline: the only place where a session begins or grows stronger.</summary>
public sealed class SignInEnding(Sessions sessions, SignInAttempts attempts, SignInTrust trust, SignInNotices notices, Endings endings, AuditLog audit)
{
    /// <summary>Begins the session, or strengthens the browser's own, trusts the browser if that was chosen, and ends the attempt. The caller saves.</summary>
    /// <returns>Where the browser goes: back to the app's request or to our own page.</returns>
    public async Task<string> CompleteAsync(HttpContext http, SignInTurn turn, CancellationToken ct)
    {
        var session = await SessionAsync(http, turn, ct);
        if (turn.Facts.Membership is { } membership)
        {
            session.Use(membership.Id);
            membership.Use(turn.Now);
        }

        sessions.StandOn(FootingOf(turn, turn.Facts.Membership));
        await trust.EarnAsync(http, turn, ct);
        await notices.TellOfNewBrowserAsync(http, turn, ct);
        return await FinishAsync(http, turn, session, turn.Facts.Membership?.Id, turn.Clinic?.Id, ct);
    }

    /// <summary>
    /// The same for an emergency: always a session of its own, for one membership, over no later than the clinic allows. Another one in this
    /// browser ends. The caller saves.
    /// </summary>
    public async Task<string> CompleteEmergencyAsync(HttpContext http, SignInTurn turn, EmergencyAccess emergency, Membership place, CancellationToken ct)
    {
        sessions.StandOn(FootingOf(turn, place));
        if (await sessions.CurrentAsync(http, ct) is { } current)
        {
            await endings.SignOutAsync(http, current, EndOf(current, turn), ct);
        }

        var session = Begin(http, turn, turn.Attempt.Proofs, emergency.Until - turn.Now);
        session.BeginFor(emergency);
        await notices.TellOfNewBrowserAsync(http, turn, ct);
        return await FinishAsync(http, turn, session, emergency.MembershipId, emergency.ClinicId, ct);
    }

    /// <summary>Ends the attempt without a session, because the app is not for this user: it hears access_denied. The caller saves.</summary>
    public string Deny(SignInTurn turn)
    {
        turn.Attempt.Finish(AttemptEnd.Denied, null, null, turn.Now);
        audit.Record(new AccessDenied(), turn.User?.Id, attemptId: turn.Attempt.Id);
        return ReturnOf(turn.Attempt);
    }

    /// <summary>Where an ended attempt leads. Computed from the row, never from the request.</summary>
    public static string ReturnOf(SignInAttempt attempt) =>
        attempt.Demand.Return?.Path ?? $"/connect/authorize/resume?{SignInAttempts.IdName}={attempt.Id}";

    private async Task<Session> SessionAsync(HttpContext http, SignInTurn turn, CancellationToken ct)
    {
        var current = await sessions.CurrentAsync(http, ct);
        if (current is not null && current.UserId == turn.User!.Id && (current.EmergencyId is null || turn.Policy.Rule == PolicyRule.Emergency))
        {
            sessions.Strengthen(http, current, Added(turn, current, sessions.IsLocked(current)));
            return current;
        }

        if (current is not null)
        {
            await endings.SignOutAsync(http, current, EndOf(current, turn), ct);
        }

        return Begin(http, turn, turn.Attempt.Proofs, turn.Policy.LongestSession);
    }

    private Session Begin(HttpContext http, SignInTurn turn, IEnumerable<Proof> proofs, TimeSpan? atMost)
    {
        var session = sessions.Begin(http, turn.User!.Id, proofs, atMost);
        session.BrowserName = BrowserSighting.Of(http.Request.Headers.UserAgent, network: "").Words;
        return session;
    }

    private async Task<string> FinishAsync(HttpContext http, SignInTurn turn, Session session, Guid? membershipId, Guid? clinicId, CancellationToken ct)
    {
        var attempt = turn.Attempt;
        await attempts.ReplaceSecretAsync(http, attempt, ct);
        attempt.Finish(AttemptEnd.Completed, session.Id, membershipId, turn.Now);
        audit.Record(
            new SignInCompleted([.. attempt.Proofs.Select(proof => (Enum)proof.Kind)], turn.Policy.Rule),
            turn.User!.Id, clinicId, clientId: null, attempt.Id, session.Id);
        return ReturnOf(attempt);
    }

    private static SessionFooting FootingOf(SignInTurn turn, Membership? place) =>
        new(turn.User!, place, [.. turn.Attempt.Proofs.Select(proof => proof.DeviceId).OfType<Guid>()]);

    private static SessionEnd EndOf(Session current, SignInTurn turn) =>
        current.UserId == turn.User!.Id ? SessionEnd.Replaced : SessionEnd.AnotherUserSignedIn;

    /// <summary>What of the attempt's proofs a session of this browser takes over. Pure.</summary>
    /// <param name="isLocked">Whether the session was left alone too long, and is opened by this.</param>
    internal static IEnumerable<Proof> Added(SignInTurn turn, Session current, bool isLocked) =>
        isLocked && IsUnlock(turn, current) ? turn.Attempt.Proofs.Where(proof => !OnlyUnlocks(proof, turn)) : turn.Attempt.Proofs;

    // Opening a locked session is not a new sign-in: the age of the password proof stays what it was, and max_age sees it so.
    private static bool IsUnlock(SignInTurn turn, Session current) =>
        turn.Attempt.SessionId == current.Id && turn.Attempt.Demand is { ProveAgain: false, MaxAge: null };

    // A passkey that was also the second factor somebody asked for stays: without it they would ask again at once.
    private static bool OnlyUnlocks(Proof proof, SignInTurn turn) =>
        proof.Kind == ProofKind.Password || (proof.Kind == ProofKind.Passkey && turn.Attempt.Demand is { StepUp: StepUp.None, LeastAcr: null });
}
