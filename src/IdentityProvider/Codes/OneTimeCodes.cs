using System.Security.Cryptography;
using IdentityProvider.Audit;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Codes;

/// <summary>
/// The only door to one-time codes. Tries and sends are counted at once; everything else is in the change tracker, and the
/// caller saves it, whatever the outcome was.
/// </summary>
public sealed class OneTimeCodes(IdpDbContext db, CodeSends sends, CodeTries tries, CodeHasher hasher, AuditLog audit, TimeProvider clock)
{
    private static readonly Func<IdpDbContext, Guid, CodePurpose, CancellationToken, Task<CodeSeries?>> StoredOf = EF.CompileAsyncQuery(
        (IdpDbContext db, Guid attemptId, CodePurpose purpose, CancellationToken _) =>
            db.CodeSeries.Include(s => s.Codes).SingleOrDefault(s => s.AttemptId == attemptId && s.Purpose == purpose));

    // As it stands now: what is counted in statements of its own does not reach what was read before.
    private static readonly Func<IdpDbContext, Guid, CodePurpose, Guid, CancellationToken, Task<CodeSeries?>> ShownOf = EF.CompileAsyncQuery(
        (IdpDbContext db, Guid attemptId, CodePurpose purpose, Guid userId, CancellationToken _) => db.CodeSeries.Include(s => s.Codes).AsNoTracking()
            .SingleOrDefault(s => s.AttemptId == attemptId && s.Purpose == purpose && s.UserId == userId));

    /// <summary>Sends a code, or says why not. A resend repeats the digits while at least half of their life is left.</summary>
    /// <param name="request">What to send.</param>
    /// <param name="ct">Cancels the sending.</param>
    /// <param name="atOnce">After <see cref="CodeCheck.Late"/>: without the wait.</param>
    public async Task<CodeSend> SendAsync(CodeRequest request, CancellationToken ct, bool atOnce = false)
    {
        var now = clock.GetUtcNow();
        if (!request.CountsItself && await tries.LockedUntilAsync(request.User.Id, ct) is { } until)
        {
            HeldBack(request, CodeSendResult.Locked);
            return new CodeSend(CodeSendResult.Locked, until);
        }

        var series = await AnybodysAsync(request.AttemptId, request.Purpose, ct);
        var (send, code) = await sends.SendAsync(series, request, atOnce, now, ct);
        if (code is null)
        {
            HeldBack(request, send.Result);
            return send;
        }

        var happened = new CodeSent(code.Id, request.Purpose, request.Channel, send.IsResend);
        audit.Record(happened, request.User.Id, request.Clinic?.Id, attemptId: request.AttemptId);
        return send;
    }

    /// <summary>What the page that asks for the code shows; null when none was sent.</summary>
    public async Task<CodeStatus?> CurrentAsync(CodesFor sent, CancellationToken ct, string? destination = null) =>
        await ShownOf(db, sent.AttemptId, sent.Purpose, sent.UserId, ct) is { Newest: { } newest } series && WentTo(series, destination)
            ? new CodeStatus(
                series.Channel, series.DestinationMasked, newest.Length, newest.ExpiresAt, sends.NextSendAt(series), series.TriesLeft,
                await sends.DeliveryOfAsync(newest, ct))
            {
                IsHeld = series.IsHeld(clock.GetUtcNow()),
            }
            : null;

    /// <summary>Until when typed codes are off for the user after too many wrong ones, or null.</summary>
    public Task<DateTimeOffset?> LockedUntilAsync(Guid userId, CancellationToken ct) => tries.LockedUntilAsync(userId, ct);

    /// <summary>Compares typed digits with what was sent. The try is reserved first, in a transaction of its own.</summary>
    /// <returns><see cref="CodeCheck.Accepted"/> at most once: of two requests that both got it, the second one's save fails with
    /// <see cref="DbUpdateConcurrencyException"/>.</returns>
    /// <param name="sent">Which codes may be meant. Those that were sent to another user in the same attempt are none.</param>
    /// <param name="typed">As typed.</param>
    /// <param name="ct">Cancels the checking.</param>
    /// <param name="destination">
    /// Where the code must have gone; null when the purpose alone says it. A code sent to the number entered before proves nothing about
    /// the one entered since.
    /// </param>
    /// <param name="factors">
    /// The factors that may be proven now; null while one is set up. A code sent to a phone that was replaced meanwhile opens nothing.
    /// </param>
    public async Task<CodeCheckOutcome> CheckAsync(
        CodesFor sent, string? typed, CancellationToken ct, string? destination = null, IEnumerable<Guid>? factors = null)
    {
        if (await SeriesAsync(sent, ct) is not { } series || !WentTo(series, destination) || !Proves(series, factors))
        {
            return new CodeCheckOutcome(CodeCheck.UsedUp);
        }

        if (PlainCode.Parse(typed) is not { } digits || !series.Codes.Any(c => c.Length == digits.Length))
        {
            return new CodeCheckOutcome(CodeCheck.Malformed);
        }

        var outcome = await tries.ReserveAsync(series, sent.CountsItself, ct) is var attempt && attempt.Refused is { } refused
            ? new CodeCheckOutcome(refused, LockedUntil: attempt.LockedUntil)
            : await CompareAsync(series, digits, attempt, ct);
        if (outcome.Result is not CodeCheck.Accepted)
        {
            audit.Record(new CodeRefused(sent.Purpose, outcome.Result), series.UserId, attemptId: sent.AttemptId);
        }

        return outcome;
    }

    private async Task<CodeCheckOutcome> CompareAsync(CodeSeries series, PlainCode digits, CodeTry attempt, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var answer = series.Check(codeId => hasher.Hash(codeId, digits), now);
        switch (answer)
        {
            case CodeCheck.Accepted:
                await (attempt.IsCounted ? tries.ForgiveAsync(series, ct) : Task.CompletedTask);
                await sends.GiveBackAsync(series, ct);
                return new CodeCheckOutcome(answer, series.Channel);
            case CodeCheck.Wrong or CodeCheck.Expired or CodeCheck.Late or CodeCheck.UsedUp:
                return await RefuseAsync(series, answer, attempt, now, ct);
            default:
                throw new InvalidOperationException($"Comparing digits does not answer {answer}.");
        }
    }

    private async Task<CodeCheckOutcome> RefuseAsync(CodeSeries series, CodeCheck answer, CodeTry attempt, DateTimeOffset now, CancellationToken ct)
    {
        if (attempt.TriesLeft == 0)
        {
            await tries.BurnAsync(series, now, ct);
        }

        if (series.FactorId is { } factor && await tries.DisableWhenSpentAsync(factor, attempt, ct))
        {
            audit.Record(new FactorDisabled(factor), series.UserId, attemptId: series.AttemptId);
            return new CodeCheckOutcome(CodeCheck.FactorOff);
        }

        if (attempt.LockedUntil is { } until && now < until)
        {
            audit.Record(new CodesLocked(attempt.WrongInARow, until), series.UserId, attemptId: series.AttemptId);
            return new CodeCheckOutcome(CodeCheck.Locked, LockedUntil: until);
        }

        // A late code keeps its answer on the last try too: what it earns is a fresh code with tries of its own.
        return answer is CodeCheck.Wrong && attempt.TriesLeft == 0
            ? new CodeCheckOutcome(CodeCheck.UsedUp)
            : new CodeCheckOutcome(answer, TriesLeft: attempt.TriesLeft);
    }

    private void HeldBack(CodeRequest request, CodeSendResult why) => audit.Record(
        new CodeHeldBack(request.Purpose, request.Channel, why), request.User.Id, request.Clinic?.Id, attemptId: request.AttemptId);

    private static bool Proves(CodeSeries series, IEnumerable<Guid>? factors) =>
        factors is null || (series.FactorId is { } factor && factors.Contains(factor));

    private bool WentTo(CodeSeries series, string? destination) =>
        destination is null || CryptographicOperations.FixedTimeEquals(series.DestinationHash, hasher.HashDestination(destination));

    // An attempt that goes on as somebody else has one for its purpose already: the next send takes it over.
    private Task<CodeSeries?> AnybodysAsync(Guid attemptId, CodePurpose purpose, CancellationToken ct) => StoredOf(db, attemptId, purpose, ct);

    private async Task<CodeSeries?> SeriesAsync(CodesFor sent, CancellationToken ct) =>
        await AnybodysAsync(sent.AttemptId, sent.Purpose, ct) is { } series && series.UserId == sent.UserId ? series : null;
}
