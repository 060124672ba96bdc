using IdentityProvider.Limits;
using IdentityProvider.Storage;

namespace IdentityProvider.Emergency;

/// <summary>
/// The counter of emergency access: one for a typed name, over the password and the second proof together, and apart from those of the ordinary
/// pages. A locked account still gets in here, and wrong tries here lock nobody out there.
/// </summary>
public sealed class EmergencyTries(AttemptLimits limits, ValueCipher cipher)
{
    /// <summary>Counts a try before it is made, in a statement of its own.</summary>
    public Task<LimitDecision> TakeAsync(string name, CancellationToken ct) => limits.TakeAsync(KeyOf(name), ct);

    /// <summary>The password was right, and no more is known yet: this one try is taken back, those before it stay.</summary>
    public Task GiveBackAsync(string name, CancellationToken ct) => limits.GiveBackAsync(KeyOf(name), ct);

    /// <summary>Somebody got in, or an admin printed a new code: the count starts anew.</summary>
    public Task ForgiveAsync(string name, CancellationToken ct) => limits.ForgiveAsync(KeyOf(name), ct);

    public bool IsOffAfter(int failures) => limits.IsOffAfter(AttemptKind.Emergency, failures);

    /// <summary>Whether too many wrong tries closed it.</summary>
    public async Task<bool> IsClosedAsync(string name, CancellationToken ct) => (await limits.AskAsync(KeyOf(name), ct)).Result == LimitResult.Off;

    // Keyed and folded as names are elsewhere: another spelling is no fresh start, and the table names nobody.
    private AttemptKey KeyOf(string name) => new(
        AttemptKind.Emergency, Convert.ToHexStringLower(cipher.KeyedHash("typed-name", name.Trim().Normalize().ToUpperInvariant())));
}
