using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.Factors;
using IdentityProvider.Phones;
using IdentityProvider.Users;

namespace IdentityProvider.SignIn;

/// <summary>
/// Takes a second factor off file, for its owner or for an admin. What rested on it goes with it: the phone, the trust in browsers and the sessions it opened, and with
/// the last factor the recovery codes, which stand in for one and would otherwise open an account that has none.
/// </summary>
public sealed class FactorRemoval(
    UserFactors factors, UserPhones phones, RecoveryCodes recoveryCodes, Endings endings, RemovalNotices notices, AuditLog audit)
{
    /// <summary>Whose account, in which language they are written to, and in whose name; null for no clinic's.</summary>
    /// <param name="Since">When the session began in which they take it away themselves; null where an admin does.</param>
    public sealed record Owner(User User, string Language, Clinic? Clinic, DateTimeOffset? Since = null);

    /// <summary>The caller saves.</summary>
    /// <param name="byPractice">Whether an admin does it; the user is told so.</param>
    /// <returns>The factor, or null when the user has none with this id.</returns>
    public async Task<Factor?> RemoveAsync(Owner owner, Guid factorId, bool byPractice, DateTimeOffset now, CancellationToken ct)
    {
        var userId = owner.User.Id;
        if (await factors.RemoveAsync(userId, factorId, ct) is not { } factor)
        {
            return null;
        }

        if (factor.PhoneId is { } phoneId && await phones.FindAsync(userId, phoneId, ct) is { } phone)
        {
            phone.Remove(now);
        }

        await recoveryCodes.EndWithLastFactorAsync(userId, ct);

        await endings.EndTrustAsync(userId, deviceId: null, DeviceEnd.FactorChanged, ct);
        audit.Record(new Audit.FactorRemoved(factor.Id, factor.Kind), userId, owner.Clinic?.Id);
        notices.Tell(owner, new Delivery.FactorRemoved(now, FactorNames.Of(factor.Kind), byPractice));
        return factor;
    }
}
