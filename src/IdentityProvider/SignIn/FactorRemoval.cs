using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
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
    UserFactors factors, UserPhones phones, RecoveryCodes recoveryCodes, Endings endings, Outbox outbox, AuditLog audit)
{
    /// <summary>Whose account, in which language they are written to, and in whose name; null for no clinic's.</summary>
    public sealed record Owner(User User, string Language, Clinic? Clinic);

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
        Tell(owner, new Delivery.FactorRemoved(now, FactorNames.Of(factor.Kind), byPractice));
        return factor;
    }

    // Somebody who has never had an address cannot be written to.
    private void Tell(Owner owner, NoticeContent notice)
    {
        if (owner.User.Email is { } address)
        {
            outbox.Enqueue(new Letter(Channel.Email, address, owner.Language, notice)
            {
                Clinic = SignInCodes.LetterClinicOf(owner.Clinic),
                UserId = owner.User.Id,
            });
        }
    }
}
