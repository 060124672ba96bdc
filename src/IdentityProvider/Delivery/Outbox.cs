using IdentityProvider.Delivery.Reports;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Delivery;

/// <summary>The only door to the messages people are owed.</summary>
public sealed class Outbox(IdpDbContext db, ValueCipher cipher, TimeProvider clock)
{
    /// <summary>How long one worker has a message for itself. Longer than a try and the saving of its outcome take together.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private static readonly Func<IdpDbContext, Guid, CancellationToken, Task<CodeDelivery?>> DeliveryOf = EF.CompileAsyncQuery(
        (IdpDbContext db, Guid codeId, CancellationToken _) => db.OutboxMessages
            .Where(m => m.CodeId == codeId)
            .OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id)
            .Select(m => new CodeDelivery(m.Channel, m.State, m.LastOutcome))
            .FirstOrDefault());

    /// <summary>
    /// Adds a message to the change tracker. The caller's save commits it together with what caused it, so a message goes out exactly when
    /// that change happened; a commit wakes the workers.
    /// </summary>
    /// <exception cref="ArgumentException">The content has no words for that channel.</exception>
    public OutboxMessage Enqueue(Letter letter)
    {
        if (!letter.Content.TravelsBy(letter.Channel))
        {
            throw new ArgumentException($"{letter.Content.Kind} does not travel by {letter.Channel}.", nameof(letter));
        }

        var message = new OutboxMessage(letter, SealedLetter.Seal(letter, cipher), clock.GetUtcNow());
        db.OutboxMessages.Add(message);
        return message;
    }

    /// <summary>
    /// Takes the most urgent messages that are due and that nobody else has, for <see cref="Lease"/>. One statement, committed before anything
    /// is sent: no row lock outlives it, and what a dead node had leased comes back by itself when the lease runs out.
    /// </summary>
    public async Task<IReadOnlyList<OutboxMessage>> LeaseDueAsync(Channel channel, int atMost, CancellationToken ct)
    {
        var (now, queued) = (clock.GetUtcNow(), nameof(MessageState.Queued));
        var (until, name) = (now + Lease, channel.ToString());

        // SKIP LOCKED: two workers that look at once get different rows and never wait for each other. MATERIALIZED: otherwise the planner may
        // run the inner query once for each row it updates, and lease more than asked.
        var leased = await db.OutboxMessages.FromSql($"""
            WITH due AS MATERIALIZED (
                SELECT id FROM outbox_messages
                WHERE state = {queued} AND channel = {name} AND due_at <= {now} AND (leased_until IS NULL OR leased_until <= {now})
                ORDER BY priority, due_at
                LIMIT {atMost}
                FOR UPDATE SKIP LOCKED)
            UPDATE outbox_messages AS message SET leased_until = {until}, tries = message.tries + 1
            FROM due WHERE message.id = due.id
            RETURNING message.*
            """).AsNoTracking().ToListAsync(ct);

        // RETURNING promises no order.
        return [.. leased.OrderBy(m => m.Priority).ThenBy(m => m.DueAt)];
    }

    /// <summary>Saves what a try came to, and empties the payload when that was the last one.</summary>
    /// <returns>False when the lease had run out and another worker has the message now, or when the carrier's report came first: then
    /// that counts, not this outcome.</returns>
    public async Task<bool> RecordAsync(OutboxMessage message, SendResult result, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var fate = message.After(result, now);
        var (state, outcome, queued) = (fate.State.ToString(), result.Outcome.ToString(), nameof(MessageState.Queued));
        var finishedAt = fate.IsFinal ? now : (DateTimeOffset?)null;
        return await db.Database.ExecuteSqlAsync($"""
            update outbox_messages set
                state = {state}, due_at = {fate.DueAt}, leased_until = null, last_outcome = {outcome}, provider = {result.Provider},
                provider_message_id = {result.ProviderMessageId}, finished_at = {finishedAt}, payload = case when {fate.IsFinal} then null else payload end
            where id = {message.Id} and state = {queued} and leased_until = {message.LeasedUntil}
            """, ct) == 1;
    }

    /// <summary>
    /// Saves what a carrier reports, in statements that lead to the same end however often and in whatever order reports come. A report that it
    /// arrived also counts while we still think that it has to be sent: our own word of its being taken was lost or is on its way.
    /// </summary>
    public async Task<ReportResult> ReportAsync(DeliveryReport report, CancellationToken ct)
    {
        if (report.Cost is { } cost)
        {
            await db.Database.ExecuteSqlAsync($"""
                update outbox_messages set cost = {cost.Amount}, cost_currency = {cost.Currency} where id = {report.MessageId} and cost is null
                """, ct);
        }

        return report.State switch
        {
            null => ReportResult.NothingNew,
            MessageState.Delivered => await ArriveAsync(report, ct),
            _ => await LoseAsync(report, ct),
        };
    }

    // True whoever says it, and whatever we thought.
    private async Task<ReportResult> ArriveAsync(DeliveryReport report, CancellationToken ct)
    {
        var (now, weight, channel) = (clock.GetUtcNow(), (short)report.Weight, report.Channel.ToString());
        var (delivered, sent) = (nameof(MessageState.Delivered), nameof(MessageOutcome.Sent));
        return Result(await db.Database.ExecuteSqlAsync($"""
            update outbox_messages set
                state = {delivered}, last_outcome = {sent}, report_weight = {weight}, reported_at = {now}, provider = {report.Provider},
                provider_message_id = {report.ProviderMessageId}, finished_at = coalesce(finished_at, {now}), leased_until = null, payload = null
            where id = {report.MessageId} and channel = {channel} and coalesce(report_weight, 0) < {weight}
            """, ct));
    }

    // One provider's word of one try: it counts while that try is the last one. What is about to be sent again is left to the next try, and what is in a
    // worker's hands has no last try yet.
    private async Task<ReportResult> LoseAsync(DeliveryReport report, CancellationToken ct)
    {
        var (now, weight, outcome) = (clock.GetUtcNow(), (short)report.Weight, report.Outcome.ToString());
        var undelivered = nameof(MessageState.Undelivered);
        string[] taken = [nameof(MessageState.Sent), nameof(MessageState.Delivered), undelivered];

        // Looked at first: a worker that is done between the two has made a last try of it, and the second one sees that.
        var isBeingSent = await db.OutboxMessages.AnyAsync(m => m.Id == report.MessageId && m.State == MessageState.Queued && m.LeasedUntil > now, ct);
        var changed = Result(await db.Database.ExecuteSqlAsync($"""
            update outbox_messages set state = {undelivered}, last_outcome = {outcome}, report_weight = {weight}, reported_at = {now}
            where id = {report.MessageId} and state = any({taken}) and coalesce(report_weight, 0) < {weight}
              and provider = {report.Provider} and (provider_message_id is null or provider_message_id = {report.ProviderMessageId})
            """, ct));
        return changed is ReportResult.NothingNew && isBeingSent ? ReportResult.TooSoon : changed;
    }

    private static ReportResult Result(int rows) => rows == 1 ? ReportResult.Changed : ReportResult.NothingNew;

    /// <summary>What became of the last message with this code, for the page on which somebody waits for it. Null before it was queued.</summary>
    public Task<CodeDelivery?> OfCodeAsync(Guid codeId, CancellationToken ct) => DeliveryOf(db, codeId, ct);
}

/// <summary>How far a code's message has come.</summary>
/// <param name="Channel">What it travels by.</param>
/// <param name="State">Queued with an outcome: it is being tried again.</param>
/// <param name="LastOutcome">Null before the first try. <see cref="OutcomeTexts"/> has a sentence for each.</param>
public sealed record CodeDelivery(Channel Channel, MessageState State, MessageOutcome? LastOutcome)
{
    /// <summary>Why it has not left the house or did not arrive, or null.</summary>
    public MessageOutcome? Trouble => LastOutcome is { } outcome and not MessageOutcome.Sent ? outcome : null;
}
