using IdentityProvider.Devices;
using IdentityProvider.Protocol;

namespace IdentityProvider.SignIn;

/// <summary>What a sign-in does with trusted browsers: lets one stand in for the second factor, and earns the trust in a new one.</summary>
public sealed class SignInTrust(TrustedDevices devices, SignInNotices notices)
{
    /// <summary>Whether the second factor this turn needs is supplied by the trusted browser, not by a factor.</summary>
    public static bool StandsIn(SignInTurn turn) =>
        turn.Policy.AsksSecondFactor
        && !turn.Policy.AcceptsFactorOf(turn.Facts.Proofs)
        && turn.Policy.AcceptsTrust([], turn.Facts.Device, turn.Now);

    /// <summary>The proofs of a finished attempt. Where the trusted browser stood in, that is one of them, and its key is replaced.</summary>
    public async Task<IReadOnlyList<Proof>> ProofsAsync(HttpContext http, SignInTurn turn, CancellationToken ct)
    {
        if (StandsIn(turn))
        {
            await UseAsync(http, turn, ct);
            turn.Attempt.Prove(ProofKind.TrustedDevice, turn.Now);
        }

        return turn.Attempt.Proofs;
    }

    /// <summary>Replaces the key of the trusted browser, because it was used.</summary>
    public Task UseAsync(HttpContext http, SignInTurn turn, CancellationToken ct) => devices.RecognizeAsync(http, turn.User!.Id, ct);

    /// <summary>Ends a trust whose copy was presented, and tells the user.</summary>
    public async Task WatchAsync(HttpContext http, SignInTurn turn, CancellationToken ct)
    {
        if (turn.User is { } user && await devices.WatchAsync(http, user.Id, ct) is { } stolen)
        {
            notices.TellOfCopiedBrowser(turn, stolen);
        }
    }

    /// <summary>Trusts this browser, if the user chose so. It is earned by a second factor proven in this same attempt, and by nothing else.</summary>
    public async Task EarnAsync(HttpContext http, SignInTurn turn, CancellationToken ct)
    {
        var earnedBy = turn.Attempt.Proofs.LastOrDefault(proof => turn.Policy.Methods.Any(method => EffectivePolicy.KindOf(method) == proof.Kind));
        if (turn.Attempt.WantsTrust == true && turn.Policy.TrustDays > 0 && earnedBy != default)
        {
            var device = await devices.TrustAsync(http, turn.User!.Id, earnedBy.Kind, ct);
            notices.TellOfTrust(turn, device);
        }
    }
}
