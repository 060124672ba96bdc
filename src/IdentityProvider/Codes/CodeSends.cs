using IdentityProvider.Delivery;
using IdentityProvider.Phones;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Codes;

/// <summary>Draws or repeats digits and writes the message that carries them.</summary>
public sealed class CodeSends(IdpDbContext db, CodeHasher hasher, CodeBudgets budgets, Outbox outbox, IOptions<CodeOptions> options)
{
    /// <summary>Sends, when waits and budgets allow. What goes out is in the change tracker; what was counted is saved.</summary>
    /// <param name="series">What was sent for the same purpose of the same attempt before; null for the first send.</param>
    /// <param name="request">What to send.</param>
    /// <param name="atOnce">Skips the wait, not the budgets: a right code that came too late has earned a fresh one.</param>
    /// <param name="now">UTC.</param>
    /// <param name="ct">Cancels the sending.</param>
    public async Task<(CodeSend Send, OneTimeCode? Code)> SendAsync(
        CodeSeries? series, CodeRequest request, bool atOnce, DateTimeOffset now, CancellationToken ct)
    {
        var target = TargetOf(request);
        var own = series?.UserId == request.User.Id ? series : null;
        if (!atOnce && own is not null && own.GoesTo(target) && now < NextSendAt(own) && (own.IsHeld(now) || !await GotNowhereAsync(own, request.Channel, ct)))
        {
            return (new CodeSend(CodeSendResult.TooSoon, NextSendAt(own)), null);
        }

        var decision = await budgets.TakeAsync(request, target, ct);
        if (decision is { Over: not null, Until: { } until })
        {
            Hold(own, target, until);
            return (new CodeSend(CodeSendResult.OverBudget, until), null);
        }

        if (await ReserveAsync(series, request, target, now, ct) is not { } reserved)
        {
            // The same form came twice at the same moment, and the other one is sending.
            await budgets.GiveBackAsync(decision.Receipts, ct);
            return (new CodeSend(CodeSendResult.TooSoon, now + options.Value.FirstWait), null);
        }

        return Write(reserved, request, target, decision.Receipts, now);
    }

    // Who was told that nothing came by text and to choose another way does not wait for that way. The budgets count it all the same.
    private async Task<bool> GotNowhereAsync(CodeSeries series, Channel other, CancellationToken ct) =>
        series.Channel != other && series.Newest is { } newest && await DeliveryOfAsync(newest, ct) is { Trouble: not null };

    // Another destination may still be open: only the one that was asked for is held.
    private static void Hold(CodeSeries? series, CodeTarget target, DateTimeOffset until)
    {
        if (series?.GoesTo(target) is true)
        {
            series.Hold(until);
        }
    }

    /// <summary>When the next send of this series is possible.</summary>
    public DateTimeOffset NextSendAt(CodeSeries series) => series.NextSendAt(options.Value.Waits);

    /// <summary>What became of the last message with this code.</summary>
    public Task<CodeDelivery?> DeliveryOfAsync(OneTimeCode code, CancellationToken ct) => outbox.OfCodeAsync(code.Id, ct);

    /// <summary>Gives back what the sends of the code just used had cost.</summary>
    public Task GiveBackAsync(CodeSeries series, CancellationToken ct) =>
        budgets.GiveBackAsync(series.Codes.Where(c => c.UsedAt is not null).MaxBy(c => c.UsedAt)?.Receipts ?? [], ct);

    private (CodeSend Send, OneTimeCode Code) Write(
        CodeSeries series, CodeRequest request, CodeTarget target, IReadOnlyList<string> receipts, DateTimeOffset now)
    {
        var repeated = series.Repeats(target, now);
        var digits = repeated is null ? PlainCode.Draw(request.Digits) : hasher.Unseal(repeated.DigitsEncrypted!);
        series.SendTo(target, now);
        var code = repeated ?? Draw(series, digits, request.Lifetime, now);
        code.Charge(receipts);
        outbox.Enqueue(CodeLetters.For(request, code, digits));
        return (new CodeSend(CodeSendResult.Sent, NextSendAt(series), code.ExpiresAt, IsResend: repeated is not null), code);
    }

    private OneTimeCode Draw(CodeSeries series, PlainCode digits, TimeSpan lifetime, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        var code = new OneTimeCode(id, series.Id, new SealedCode(hasher.Hash(id, digits), hasher.Seal(digits), digits.Length), lifetime, now);
        series.Draw(code, options.Value.Tries, now);
        return code;
    }

    /// <summary>
    /// Claims the send by one conditional statement of its own. Two requests that both saw the wait over would otherwise send two
    /// messages, and with a new code in each, only one of them would work.
    /// </summary>
    /// <returns>The series, tracked; null when another request was quicker.</returns>
    private async Task<CodeSeries?> ReserveAsync(
        CodeSeries? series, CodeRequest request, CodeTarget target, DateTimeOffset now, CancellationToken ct)
    {
        if (series is not null)
        {
            var (id, seen) = (series.Id, series.LastSentAt);
            var claimed = await db.CodeSeries.Where(s => s.Id == id && s.LastSentAt == seen)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSentAt, now), ct);
            if (claimed == 1)
            {
                series.BelongTo(request.User.Id, now);
            }

            return claimed == 1 ? series : null;
        }

        // Without tries until the caller's save brings the code: a series nobody sent for accepts nothing.
        var first = new CodeSeries(request.User.Id, request.AttemptId, request.Purpose, target, now);
        var (purpose, channel) = (first.Purpose.ToString(), first.Channel.ToString());
        var inserted = await db.Database.ExecuteSqlAsync($"""
            insert into code_series
                   (id, user_id, attempt_id, purpose, channel, destination_hash, destination_masked, prefix, factor_id, tries_left, sends, last_sent_at)
            values ({first.Id}, {first.UserId}, {first.AttemptId}, {purpose}, {channel}, {first.DestinationHash}, {first.DestinationMasked},
                   {first.Prefix}, {first.FactorId}, 0, 0, {now})
            on conflict (attempt_id, purpose) do nothing
            """, ct);
        return inserted == 1 ? db.CodeSeries.Attach(first).Entity : null;
    }

    private CodeTarget TargetOf(CodeRequest request) => new(
        request.Channel, hasher.HashDestination(request.Destination), MaskedDestination.Of(request.Channel, request.Destination), request.FactorId)
    {
        Prefix = request.Channel is Channel.Email ? null : PhoneNumber.FromStored(request.Destination).Prefix,
    };
}
