using IdentityProvider.Devices;
using IdentityProvider.Limits;
using IdentityProvider.Storage;

namespace IdentityProvider.Emergency;

/// <summary>
/// The counters of emergency access: for a typed name, over the password and the second proof together, and apart from those of the ordinary
/// pages. A locked account still gets in here, and wrong tries here lock nobody out there. Browsers that signed in as the user before have a counter of
/// their own: a stranger's tries do not keep the door shut for whoever is needed.
/// </summary>
public sealed class EmergencyTries(AttemptLimits limits, KnownBrowsers browsers, ValueCipher cipher)
{
    private static readonly AttemptKind[] Kinds = [AttemptKind.Emergency, AttemptKind.EmergencyKnownBrowser];

    /// <summary>The counter that a try from this browser goes by.</summary>
    /// <param name="userId">Null for a name of nobody: looked up all the same.</param>
    public async Task<AttemptKey> CounterAsync(HttpContext http, string name, Guid? userId, CancellationToken ct) =>
        KeyOf(await browsers.IsKnownAsync(http, userId ?? Guid.Empty, ct) ? AttemptKind.EmergencyKnownBrowser : AttemptKind.Emergency, name);

    /// <summary>Counts a try before it is made, in a statement of its own.</summary>
    public Task<LimitDecision> TakeAsync(AttemptKey counter, CancellationToken ct) => limits.TakeAsync(counter, ct);

    /// <summary>The password was right, and no more is known yet: this one try is taken back, those before it stay.</summary>
    public Task GiveBackAsync(AttemptKey counter, CancellationToken ct) => limits.GiveBackAsync(counter, ct);

    /// <summary>Somebody got in: the counter they came by starts anew, and only that one.</summary>
    public Task RightAsync(AttemptKey counter, CancellationToken ct) => limits.ForgiveAsync(counter, ct);

    /// <summary>An admin printed a new code: both counters start anew.</summary>
    public async Task ForgiveAsync(string name, CancellationToken ct)
    {
        foreach (var kind in Kinds)
        {
            await limits.ForgiveAsync(KeyOf(kind, name), ct);
        }
    }

    public bool IsOffAfter(int failures) => limits.IsOffAfter(AttemptKind.Emergency, failures);

    /// <summary>Whether too many wrong tries closed it, for strange browsers or for known ones.</summary>
    public async Task<bool> IsClosedAsync(string name, CancellationToken ct)
    {
        foreach (var kind in Kinds)
        {
            if ((await limits.AskAsync(KeyOf(kind, name), ct)).Result == LimitResult.Off)
            {
                return true;
            }
        }

        return false;
    }

    // Keyed and folded as names are elsewhere: another spelling is no fresh start, and the table names nobody.
    private AttemptKey KeyOf(AttemptKind kind, string name) => new(
        kind, Convert.ToHexStringLower(cipher.KeyedHash("typed-name", name.Trim().Normalize().ToUpperInvariant())));
}
