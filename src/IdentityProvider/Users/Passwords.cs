using IdentityProvider.Limits;
using Microsoft.AspNetCore.Identity;

namespace IdentityProvider.Users;

public enum PasswordCheck
{
    Right,
    Wrong,

    /// <summary>Too many hashes are waiting already. Nothing was compared; the answer is 503 with Retry-After.</summary>
    Busy,
}

/// <summary>Compares and sets passwords, only so many at a time: a storm of them must not starve the token endpoint.</summary>
public sealed class Passwords
{
    private readonly IPasswordHasher<User> _hasher;
    private readonly HashingTurns _turns;
    private readonly User _nobody;
    private readonly TimeProvider _clock;

    public Passwords(IPasswordHasher<User> hasher, HashingTurns turns, TimeProvider clock)
    {
        (_hasher, _turns, _clock) = (hasher, turns, clock);
        _nobody = new User("nobody@invalid", "Nobody", clock.GetUtcNow());
        _nobody.PasswordHash = hasher.HashPassword(_nobody, Guid.CreateVersion7(clock.GetUtcNow()).ToString());
    }

    /// <summary>Compares what was typed with the user's password. A right one whose hash is of an older make is hashed anew (the caller saves).</summary>
    /// <param name="user">
    /// Null for a name that belongs to nobody. It costs one hash all the same: without it the refusal would come back sooner
    /// than for a wrong password, and a stopwatch would be enough to list who works here.
    /// </param>
    public async Task<PasswordCheck> CheckAsync(User? user, string typed, CancellationToken ct)
    {
        using var turn = await _turns.TakeAsync(ct);
        if (!turn.IsAcquired)
        {
            return PasswordCheck.Busy;
        }

        // Longer than any password that was ever set: cut before hashing, so that size costs nothing, and still compared.
        var compared = PasswordRules.LengthOf(typed) > PasswordRules.Longest ? "" : typed;
        var result = _hasher.VerifyHashedPassword(user ?? _nobody, user?.PasswordHash ?? _nobody.PasswordHash!, compared);
        if (user?.PasswordHash is null || result == PasswordVerificationResult.Failed || compared.Length != typed.Length)
        {
            return PasswordCheck.Wrong;
        }

        if (result == PasswordVerificationResult.SuccessRehashNeeded)
        {
            user.PasswordHash = _hasher.HashPassword(user, typed);
        }

        return PasswordCheck.Right;
    }

    /// <summary>
    /// Sets the password when it is its turn. Its rules were checked before; the caller saves, and ends what a new password ends. Links mailed
    /// before are worth nothing from then on: they name the stamp that is replaced here.
    /// </summary>
    /// <returns>False when too many hashes are waiting already: nothing was set, and the answer is 503 with Retry-After.</returns>
    public async Task<bool> SetAsync(User user, string password, CancellationToken ct)
    {
        using var turn = await _turns.TakeAsync(ct);
        if (turn.IsAcquired)
        {
            Set(user, password);
        }

        return turn.IsAcquired;
    }

    /// <summary>The same at once, for an import or an operator's errand, where nobody else is waiting.</summary>
    public void Set(User user, string password)
    {
        user.PasswordHash = _hasher.HashPassword(user, password);
        user.RenewStamps(_clock.GetUtcNow());
    }

    /// <summary>Hashes a code that was drawn for somebody, as a password is hashed and when it is its turn.</summary>
    /// <returns>Null when too many hashes are waiting already: the answer is 503 with Retry-After.</returns>
    public async Task<string?> HashOfCodeAsync(string code, CancellationToken ct)
    {
        using var turn = await _turns.TakeAsync(ct);
        return turn.IsAcquired ? _hasher.HashPassword(_nobody, code) : null;
    }

    /// <summary>Compares a typed code with such a hash. None costs the same time as a wrong one.</summary>
    public async Task<PasswordCheck> CheckCodeAsync(string? hash, string typed, CancellationToken ct)
    {
        using var turn = await _turns.TakeAsync(ct);
        return !turn.IsAcquired ? PasswordCheck.Busy
            : _hasher.VerifyHashedPassword(_nobody, hash ?? _nobody.PasswordHash!, typed) != PasswordVerificationResult.Failed && hash is not null ? PasswordCheck.Right
            : PasswordCheck.Wrong;
    }
}
