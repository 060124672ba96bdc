using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Devices;
using IdentityProvider.Factors;

namespace IdentityProvider.SignIn;

/// <summary>
/// Takes a passkey off file, for its owner or for an admin. What rested on it goes with it, as with any other factor (<see cref="FactorRemoval"/>):
/// the trust in browsers, and with the last factor the recovery codes.
/// </summary>
public sealed class PasskeyRemoval(RecoveryCodes recoveryCodes, Endings endings, RemovalNotices notices, AuditLog audit, TimeProvider clock)
{
    /// <summary>The caller saves.</summary>
    /// <param name="byPractice">Whether an admin does it; the user is told so.</param>
    public async Task RemoveAsync(FactorRemoval.Owner owner, Passkey passkey, bool byPractice, CancellationToken ct)
    {
        var (now, user) = (clock.GetUtcNow(), owner.User);
        passkey.Remove(now);
        await recoveryCodes.EndWithLastFactorAsync(user.Id, ct);
        await endings.EndTrustAsync(user.Id, deviceId: null, DeviceEnd.FactorChanged, ct);
        audit.Record(new Audit.PasskeyRemoved(passkey.Id), user.Id, owner.Clinic?.Id);
        notices.Tell(owner, new Delivery.PasskeyRemoved(now, passkey.Name, byPractice));
    }
}
