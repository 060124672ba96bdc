namespace IdentityProvider.Factors;

/// <summary>All that a user has on file, of whatever kind: taken away or suspended together. The caller saves, and ends what rested on it.</summary>
public sealed class FactorsAtOnce(UserFactors factors, Passkeys passkeys, RecoveryCodes recoveryCodes, TimeProvider clock)
{
    /// <returns>How many were on file.</returns>
    public async Task<int> RemoveAllAsync(Guid userId, CancellationToken ct)
    {
        var (now, own, keys) = (clock.GetUtcNow(), (await factors.OfAsync(userId, ct)).All, await passkeys.OfAsync(userId, ct));
        foreach (var factor in own)
        {
            // With its secret, where it has one.
            await factors.RemoveAsync(userId, factor.Id, ct);
        }

        foreach (var key in keys)
        {
            key.Remove(now);
        }

        await recoveryCodes.EndWithLastFactorAsync(userId, ct);
        return own.Count + keys.Count;
    }

    /// <summary>Switches off what was added from then on. It stays on file: it never leads to setting up another one. Recovery codes made since end.</summary>
    /// <returns>How many it were.</returns>
    public async Task<int> SuspendAddedSinceAsync(Guid userId, DateTimeOffset since, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var own = (await factors.OfAsync(userId, ct)).All.Where(factor => factor.IsUsable && factor.AddedAt >= since).ToList();
        var keys = (await passkeys.OfAsync(userId, ct)).Where(key => key.IsUsable && key.AddedAt >= since).ToList();
        own.ForEach(factor => factor.Disable(now));
        keys.ForEach(key => key.Disable(now));
        await recoveryCodes.EndMadeSinceAsync(userId, since, ct);
        return own.Count + keys.Count;
    }
}
