using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Users;

namespace IdentityProvider.SignIn;

/// <summary>The codes that stand in for a factor which is not at hand: recovery codes, and what an admin gave. Recovery codes are no factor, and without one they open nothing.</summary>
public sealed class CodesForTrouble(RecoveryCodes recoveryCodes, BypassCodes bypassCodes)
{
    /// <param name="at">The membership that is used; a bypass code counts at the clinic whose admin gave it, and nowhere else.</param>
    public async Task<IReadOnlyList<WayIn>> OfAsync(User user, Belongings has, Membership? at, CancellationToken ct)
    {
        var ways = new List<WayIn>();
        if (has.RecoveryCodes && await recoveryCodes.LeftAsync(user.Id, ct) > 0)
        {
            ways.Add(new WayIn(Way.RecoveryCode, FactorId: null, "", IsPreferred: false));
        }

        if (at is not null && has.BypassCodes && await bypassCodes.LiveOfAsync(user.Id, at.ClinicId, ct) is not null)
        {
            ways.Add(new WayIn(Way.BypassCode, FactorId: null, "", IsPreferred: false));
        }

        return ways;
    }

    /// <summary>Whether recovery codes wait for the user to keep them.</summary>
    public async Task<bool> AreOwedAsync(User user, Belongings has, CancellationToken ct) =>
        has.RecoveryCodes && await recoveryCodes.OfAsync(user.Id, ct) is { ConfirmedAt: null };
}
