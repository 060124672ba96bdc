using IdentityProvider.Factors;
using IdentityProvider.Limits;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Codes;

/// <param name="Refused">Why no try may be made; null when one was reserved.</param>
/// <param name="TriesLeft">Left for the series after this one.</param>
/// <param name="LockedUntil">Until when codes are locked; for a reserved try, if it turns out wrong.</param>
/// <param name="WrongInARow">What the user's count will be if it turns out wrong.</param>
/// <param name="FactorFailures">The same for the factor.</param>
/// <param name="IsCounted">Whether it was taken from the user and the factor too.</param>
public sealed record CodeTry(
    CodeCheck? Refused, int TriesLeft = 0, DateTimeOffset? LockedUntil = null, int WrongInARow = 0, int FactorFailures = 0, bool IsCounted = true);

/// <summary>
/// Reserves tries before anything is compared. A try that was reserved stands, whatever becomes of the request: it is the
/// limit, and two guesses sent at the same moment cannot share one (NIST SP 800-63B-4 §3.2.2).
/// </summary>
public sealed class CodeTries(IdpDbContext db, AttemptLimits limits, UserFactors factors)
{
    /// <summary>
    /// Takes a try from the user, the factor and the series, or from none of them, in a transaction of its own. The user's row
    /// comes first: its lock makes parallel guesses stand in line, whichever codes they aim at.
    /// </summary>
    /// <param name="countsItself">Whether it is taken from the series alone (<see cref="CodesFor.CountsItself"/>).</param>
    public async Task<CodeTry> ReserveAsync(CodeSeries series, bool countsItself, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var reserved = countsItself ? new CodeTry(Refused: null, IsCounted: false) : await TakeAsync(series.UserId, series.FactorId, ct);
        if (reserved.Refused is not null)
        {
            return reserved;
        }

        var left = await db.Database.SqlQuery<int>($"""
            update code_series set tries_left = tries_left - 1 where id = {series.Id} and tries_left > 0 returning tries_left as "Value"
            """).ToListAsync(ct);
        if (left is not [var triesLeft])
        {
            return new CodeTry(CodeCheck.UsedUp);
        }

        await transaction.CommitAsync(ct);
        return reserved with { TriesLeft = triesLeft };
    }

    /// <summary>The same for what is typed and was not sent: an app's code, a recovery code, a bypass code.</summary>
    /// <param name="factorId">Null for what rests on no factor.</param>
    public async Task<CodeTry> ReserveAsync(Guid userId, Guid? factorId, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var reserved = await TakeAsync(userId, factorId, ct);
        if (reserved.Refused is null)
        {
            await transaction.CommitAsync(ct);
        }

        return reserved;
    }

    /// <summary>The try was right: both counts of failures in a row start anew.</summary>
    public Task ForgiveAsync(CodeSeries series, CancellationToken ct) => ForgiveAsync(series.UserId, series.FactorId, ct);

    /// <inheritdoc cref="ForgiveAsync(CodeSeries, CancellationToken)"/>
    public Task ForgiveAsync(Guid userId, Guid? factorId, CancellationToken ct) => factorId is { } factor
        ? limits.ForgiveAsync(AttemptKey.TypedCodesOf(userId), AttemptKey.Factor(factor), ct)
        : limits.ForgiveAsync(AttemptKey.TypedCodesOf(userId), ct);

    /// <summary>
    /// The last try was wrong: the digits are of no more use to anybody but a thief, so they go at once and not with a save
    /// that may not come.
    /// </summary>
    public async Task BurnAsync(CodeSeries series, DateTimeOffset now, CancellationToken ct)
    {
        await db.OneTimeCodes.Where(c => c.SeriesId == series.Id && c.UsedAt == null).ExecuteUpdateAsync(set => set
            .SetProperty(c => c.EndedAt, c => c.EndedAt ?? now)
            .SetProperty(c => c.DigitsEncrypted, (byte[]?)null), ct);

        // A late code may be answered with a fresh one in this same request: that send has to see that nothing here is to be repeated.
        await db.Entry(series).ReloadAsync(ct);
        foreach (var code in series.Codes)
        {
            await db.Entry(code).ReloadAsync(ct);
        }
    }

    /// <summary>Shuts the factor when the wrong try just made was its last.</summary>
    public async Task<bool> DisableWhenSpentAsync(Guid factorId, CodeTry attempt, CancellationToken ct)
    {
        if (!limits.IsOffAfter(AttemptKind.Factor, attempt.FactorFailures))
        {
            return false;
        }

        await factors.DisableNowAsync(factorId, ct);
        return true;
    }

    private async Task<CodeTry> TakeAsync(Guid userId, Guid? factorId, CancellationToken ct)
    {
        var user = await limits.TakeAsync(AttemptKey.TypedCodesOf(userId), ct);
        if (user.Result is not LimitResult.Taken)
        {
            return new CodeTry(CodeCheck.Locked, LockedUntil: user.Until);
        }

        var factor = factorId is { } id ? await limits.TakeAsync(AttemptKey.Factor(id), ct) : null;
        return factor is { Result: not LimitResult.Taken }
            ? new CodeTry(CodeCheck.FactorOff)
            : new CodeTry(Refused: null, TriesLeft: 0, user.Until, user.Failures, factor?.Failures ?? 0);
    }

    /// <summary>Until when typing codes is locked for the user; null when it is not.</summary>
    public async Task<DateTimeOffset?> LockedUntilAsync(Guid userId, CancellationToken ct) =>
        await limits.AskAsync(AttemptKey.TypedCodesOf(userId), ct) is { Result: LimitResult.Wait } locked ? locked.Until : null;
}
