using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.Protocol;

namespace IdentityProvider.SignIn;

/// <summary>What a sign-in does with trusted browsers: lets one stand in for the second factor, and earns the trust in a new one.</summary>
public sealed class SignInTrust(TrustedDevices devices, SignInNotices notices, IServiceScopeFactory scopes)
{
    /// <summary>
    /// Whether the second factor this turn needs is supplied by the trusted browser now: not by a factor, and not by the browser's having
    /// stood in earlier in this session.
    /// </summary>
    public static bool StandsIn(SignInTurn turn) =>
        turn.Policy.AsksSecondFactor
        && !turn.Policy.AcceptsFactorOf(turn.Facts.Proofs)
        && !turn.Policy.AcceptsTrust(turn.Facts.Proofs, device: null, turn.Now)
        && turn.Policy.AcceptsTrust([], turn.Facts.Device, turn.Now);

    /// <summary>Lets the trusted browser stand in: its key is replaced, and the attempt notes what earned the trust and when.</summary>
    /// <returns>False when the trust has ended since it was looked at. The second factor is then asked for.</returns>
    public async Task<bool> UseAsync(HttpContext http, SignInTurn turn, CancellationToken ct)
    {
        var sighting = await devices.RecognizeAsync(http, turn.User!.Id, ct);
        if (sighting.Stolen is { } stolen)
        {
            await EndAsync(turn, stolen, ct);
        }

        if (sighting.Device is not { } device)
        {
            return false;
        }

        turn.Attempt.Prove(new Proof(ProofKind.TrustedDevice, turn.Now) { EarnedBy = device.EarnedBy, TrustedAt = device.TrustedAt, DeviceId = device.Id });
        return true;
    }

    /// <summary>Ends a trust whose copy was presented, and tells the user.</summary>
    public async Task WatchAsync(HttpContext http, SignInTurn turn, CancellationToken ct)
    {
        if (turn.User is { } user && await devices.WatchAsync(http, user.Id, ct) is { } stolen)
        {
            await EndAsync(turn, stolen, ct);
        }
    }

    // With services of its own: the save of this request may fail, or never come, and the alarm must not be lost with it.
    private async Task EndAsync(SignInTurn turn, TrustedDevice stolen, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CopiedBrowsers>().EndAsync(turn, stolen, ct);
    }

    /// <summary>Trusts this browser, if the user chose so. It is earned by a second factor proven in this same attempt, and by nothing else.</summary>
    public async Task EarnAsync(HttpContext http, SignInTurn turn, CancellationToken ct)
    {
        if (EarnedBy(turn) is { } earnedBy)
        {
            var device = await devices.TrustAsync(http, turn.User!.Id, earnedBy.Kind, ct);
            notices.TellOfTrust(turn, device);
        }
    }

    /// <summary>What earns this browser the trust that was asked for; null where none was, or nothing does. Pure.</summary>
    internal static Proof? EarnedBy(SignInTurn turn) => turn.Attempt.WantsTrust == true && turn.Policy.TrustDays > 0
        ? turn.Attempt.Proofs.LastOrDefault(proof => TrustedDevice.IsEarnedBy(proof.Kind) && SecondFactor.Counts(turn.Policy.Methods, proof.Kind))
        : null;
}
