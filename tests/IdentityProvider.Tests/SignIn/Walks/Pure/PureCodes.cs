using IdentityProvider.Codes;
using IdentityProvider.Delivery;
using IdentityProvider.Limits;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Tests.SignIn.Walks.Pure;

/// <summary>Codes without tables and carriers: series, digits, tries and locks are the program's own; only the statements that count are done here.</summary>
internal sealed class PureCodes(Removal removed)
{
    private static readonly CodeHasher Hasher = new(new ValueCipher(Options.Create(new MasterKeyOptions
    {
        Current = "walk",
        Keys = { ["walk"] = Convert.ToBase64String(new byte[32]) },
    })));

    private static readonly CodeOptions Settings = new();

    // The database takes the try in a statement of its own; the entity lets nobody else.
    private static readonly Action<CodeSeries, int> SetTries = typeof(CodeSeries).GetProperty(nameof(CodeSeries.TriesLeft))!
        .GetSetMethod(nonPublic: true)!.CreateDelegate<Action<CodeSeries, int>>();

    private readonly Dictionary<(Guid Attempt, CodePurpose Purpose), CodeSeries> _series = [];
    private readonly PureLimits _limits = new(removed);

    public DateTimeOffset? LockedUntil(Guid user, DateTimeOffset now) => _limits.WaitOf(AttemptKey.TypedCodesOf(user), now);

    /// <returns>The digits that go out; null when none do.</returns>
    public string? Send(SignInTurn turn, CodePurpose purpose, CodeTarget target, bool atOnce)
    {
        var (key, now) = ((turn.Attempt.Id, purpose), turn.Now);
        if (LockedUntil(turn.User!.Id, now) is not null)
        {
            return null;
        }

        if (!_series.TryGetValue(key, out var series))
        {
            series = _series[key] = new CodeSeries(turn.User.Id, turn.Attempt.Id, purpose, target, now);
        }
        else if (!atOnce && series.GoesTo(target) && now < series.NextSendAt(Settings.Waits))
        {
            return null;
        }

        var repeated = series.Repeats(target, now);
        var digits = repeated is null ? PlainCode.Draw(turn.Policy.CodeLength) : Hasher.Unseal(repeated.DigitsEncrypted!);
        series.SendTo(target, now);
        if (repeated is null)
        {
            var id = Guid.CreateVersion7(now);
            var lifetime = removed == Removal.CodesLiveForEver ? TimeSpan.FromDays(1) : turn.Policy.CodeLifetime;
            series.Draw(new OneTimeCode(id, series.Id, new SealedCode(Hasher.Hash(id, digits), Hasher.Seal(digits), digits.Length), lifetime, now), Settings.Tries, now);
        }

        return digits.Reveal();
    }

    /// <summary>Compares, after a try was reserved.</summary>
    /// <param name="destination">Where it must have gone; null when the purpose alone says it.</param>
    /// <param name="factors">What may be proven now; null while something is set up.</param>
    public (CodeCheck Result, Channel Channel) Check(SignInTurn turn, CodePurpose purpose, string typed, byte[]? destination, IEnumerable<Guid>? factors)
    {
        var now = turn.Now;
        if (SeriesFor(turn, purpose, typed) is not { } series
            || (destination is not null && !destination.AsSpan().SequenceEqual(series.DestinationHash))
            || (factors is not null && !(series.FactorId is { } factor && factors.Contains(factor))))
        {
            return (CodeCheck.UsedUp, default);
        }

        if (PlainCode.Parse(typed) is not { } digits || !series.Codes.Any(code => code.Length == digits.Length))
        {
            return (CodeCheck.Malformed, default);
        }

        // All counts are taken, or none.
        if (LockedUntil(series.UserId, now) is null && series.TriesLeft == 0)
        {
            return (CodeCheck.UsedUp, default);
        }

        var tried = _limits.Take(AttemptKey.TypedCodesOf(series.UserId), now);
        if (tried.Result != LimitResult.Taken)
        {
            return (CodeCheck.Locked, default);
        }

        SetTries(series, series.TriesLeft - (removed == Removal.TriesAreNotCounted ? 0 : 1));
        return (Compare(series, digits, tried, now), series.Channel);
    }

    private CodeCheck Compare(CodeSeries series, PlainCode digits, LimitDecision tried, DateTimeOffset now)
    {
        var answer = removed == Removal.AnyDigitsAreRight ? CodeCheck.Accepted : series.Check(id => Hasher.Hash(id, digits), now);
        if (answer is CodeCheck.Accepted)
        {
            _limits.Forgive(AttemptKey.TypedCodesOf(series.UserId));
            return answer;
        }

        foreach (var code in series.TriesLeft == 0 ? series.Codes : [])
        {
            code.End(now);
        }

        return tried.Until is { } until && now < until ? CodeCheck.Locked : answer;
    }

    private CodeSeries? SeriesFor(SignInTurn turn, CodePurpose purpose, string typed) =>
        _series.Values.FirstOrDefault(series => removed == Removal.CodesOfOtherAttemptsCount && series.UserId == turn.User!.Id && series.Purpose == purpose && Has(series, typed))
        ?? _series.GetValueOrDefault((turn.Attempt.Id, purpose));

    private static bool Has(CodeSeries series, string typed) => PlainCode.Parse(typed) is { } digits
        && series.Codes.Any(code => code.Hash is { } hash && hash.AsSpan().SequenceEqual(Hasher.Hash(code.Id, digits)));
}
