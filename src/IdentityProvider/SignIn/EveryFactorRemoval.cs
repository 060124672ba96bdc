using IdentityProvider.Factors;
using IdentityProvider.Phones;

namespace IdentityProvider.SignIn;

/// <summary>
/// Takes everything off file by which somebody could prove themselves: lost, or switched off by an admin. Nothing of it stays behind half alive: a
/// phone without its factor would still get letters and answer for "a phone is on file", and an approval for another phone would wait for the next one.
/// </summary>
public sealed class EveryFactorRemoval(FactorsAtOnce factors, UserPhones phones, PhoneResets resets, TimeProvider clock)
{
    /// <summary>The caller saves, and ends the trust that rested on them.</summary>
    /// <returns>How many factors and passkeys were on file.</returns>
    public async Task<int> RemoveAsync(Guid userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var removed = await factors.RemoveAllAsync(userId, ct);
        foreach (var phone in await phones.VerifiedOfAsync(userId, ct))
        {
            phone.Remove(now);
        }

        await resets.WithdrawAsync(userId, ct);
        return removed;
    }
}
