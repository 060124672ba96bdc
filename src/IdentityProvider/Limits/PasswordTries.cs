using System.Net;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Limits;

/// <summary>One password about to be checked.</summary>
/// <param name="TypedName">As typed; whether it belongs to anybody makes no difference.</param>
/// <param name="Network">Where it comes from.</param>
/// <param name="FromKnownBrowser">Whether this browser signed in as this user within the last 90 days.</param>
public sealed record PasswordTry(string TypedName, IPAddress? Network, bool FromKnownBrowser);

/// <summary>
/// The waits around passwords. Taken before the hash is computed, told afterwards how it went. Everything is written at once,
/// in statements of its own.
/// </summary>
public sealed class PasswordTries(
    AttemptLimits limits, PasswordTurns turns, IdpDbContext db, ValueCipher cipher, IOptions<AttemptLimitOptions> options, TimeProvider clock)
{
    /// <summary>Waits until no other try at this name is under way here. Taken before the try is, and ended when it is known how that went.</summary>
    public Task<IDisposable> TakeTurnAsync(PasswordTry attempt, CancellationToken ct) => turns.TakeAsync(KeyOf(attempt), ct);

    /// <summary>Counts the try, or says when one may be made.</summary>
    public async Task<LimitDecision> TakeAsync(PasswordTry attempt, CancellationToken ct)
    {
        if (!attempt.FromKnownBrowser && await NetworkClosedUntilAsync(attempt.Network, ct) is { } until)
        {
            return new LimitDecision(LimitResult.Wait, Failures: 0, until);
        }

        return await limits.TakeAsync(KeyOf(attempt), ct);
    }

    /// <summary>The password was wrong: the network is told. The account's own count stands already.</summary>
    public Task WrongAsync(PasswordTry attempt, CancellationToken ct)
    {
        if (attempt.FromKnownBrowser)
        {
            return Task.CompletedTask;
        }

        var (network, minute, subject) = (NetworkAddress.Of(attempt.Network), MinuteOf(clock.GetUtcNow()), SubjectOf(attempt.TypedName));
        return db.Database.ExecuteSqlAsync($"""
            insert into password_failures as f (network, minute, subject, failures) values ({network}, {minute}, {subject}, 1)
            on conflict (network, minute, subject) do update set failures = f.failures + 1
            """, ct);
    }

    /// <summary>
    /// The password was right: its own counter starts anew, and only that one. Were the strangers' counter reset by the owner's
    /// daily sign-in, a patient attacker would have a hundred guesses every day.
    /// </summary>
    public Task RightAsync(PasswordTry attempt, CancellationToken ct) => limits.ForgiveAsync(KeyOf(attempt), ct);

    /// <summary>The password was replaced, or an unlock link was used: both counters start anew.</summary>
    public async Task ForgiveAsync(string name, CancellationToken ct)
    {
        await limits.ForgiveAsync(new AttemptKey(AttemptKind.Password, SubjectOf(name)), ct);
        await limits.ForgiveAsync(new AttemptKey(AttemptKind.PasswordKnownBrowser, SubjectOf(name)), ct);
    }

    /// <summary>The names at which no password is tried now, for a list of people: <see cref="IsAmong"/> tells whose they are.</summary>
    public async Task<IReadOnlySet<string>> HeldBackAsync(CancellationToken ct)
    {
        var (now, off) = (clock.GetUtcNow(), options.Value.RuleFor(AttemptKind.Password).OffAt ?? int.MaxValue);
        return await db.AttemptLimits.Where(l => l.Kind == AttemptKind.Password && (l.BlockedUntil > now || l.Failures >= off))
            .Select(l => l.Subject).ToHashSetAsync(ct);
    }

    /// <summary>Whether a name is one of those.</summary>
    public bool IsAmong(IReadOnlySet<string> heldBack, string name) => heldBack.Contains(SubjectOf(name));

    private async Task<DateTimeOffset?> NetworkClosedUntilAsync(IPAddress? address, CancellationToken ct)
    {
        var network = NetworkAddress.Of(address);
        var oldest = clock.GetUtcNow() - options.Value.NetworkWindow;
        var recent = await db.PasswordFailures.AsNoTracking().Where(f => f.Network == network && f.Minute > oldest).ToListAsync(ct);
        return PasswordFailure.ClosedUntil(recent, options.Value);
    }

    private AttemptKey KeyOf(PasswordTry attempt) => new(
        attempt.FromKnownBrowser ? AttemptKind.PasswordKnownBrowser : AttemptKind.Password, SubjectOf(attempt.TypedName));

    // Trimmed, NFC and upper case, as addresses are compared: a different spelling of a name is not a fresh start.
    private string SubjectOf(string name) => Convert.ToHexStringLower(cipher.KeyedHash("typed-name", name.Trim().Normalize().ToUpperInvariant()));

    private static DateTimeOffset MinuteOf(DateTimeOffset now) => new(now.Ticks - now.Ticks % TimeSpan.TicksPerMinute, now.Offset);
}
