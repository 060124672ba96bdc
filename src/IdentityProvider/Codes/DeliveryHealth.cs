using System.ComponentModel.DataAnnotations.Schema;
using IdentityProvider.Delivery;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Codes;

/// <summary>How well messages arrive, of one clinic or of all, by channel and day, and whether the codes in them were used.</summary>
public sealed class DeliveryHealth(IdpDbContext db, TimeProvider clock)
{
    /// <summary>Messages are kept for thirty days.</summary>
    public const int MostDays = 30;

    private const int FailuresShown = 20;

    private static readonly MessageState[] Lost = [MessageState.Undelivered, MessageState.Failed, MessageState.Expired];

    /// <summary>One line for each channel and day with messages, the newest day first.</summary>
    /// <param name="clinicId">Null: of all clinics, and outside any.</param>
    /// <param name="days">How far back, today included; 1 to <see cref="MostDays"/>.</param>
    /// <param name="zone">In whose days.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<ChannelDay>> DaysAsync(Guid? clinicId, int days, TimeZoneInfo zone, CancellationToken ct)
    {
        var since = BeginOf(days, zone);

        // A resend is another message with the same code. A code counts once, with the last message that carried it.
        return await db.Database.SqlQuery<ChannelDay>($"""
            with sent as (
                select m.channel, (m.created_at at time zone {zone.Id})::date as day, m.state, m.cost, m.cost_currency, m.created_at,
                       case when row_number() over (partition by coalesce(m.code_id, m.id) order by m.created_at desc) = 1 then m.code_id end as code_id
                  from outbox_messages m
                 where m.created_at >= {since} and ({clinicId == null} or m.clinic_id = {clinicId})
            )
            select sent.channel as "ChannelName", sent.day,
                   count(*) filter (where state in ('Sent', 'Delivered', 'Undelivered'))::int as sent,
                   count(*) filter (where state = 'Delivered')::int as delivered,
                   count(*) filter (where state in ('Undelivered', 'Failed', 'Expired'))::int as lost,
                   count(*) filter (where state = 'Queued')::int as waiting,
                   count(code.id)::int as codes,
                   count(code.used_at)::int as used,
                   percentile_cont(0.5) within group (order by extract(epoch from code.used_at - sent.created_at)) as "MedianSecondsToUse",
                   case when min(sent.cost_currency) = max(sent.cost_currency) then sum(sent.cost) end as cost,
                   min(sent.cost_currency) as currency
              from sent left join one_time_codes code on code.id = sent.code_id
             group by sent.channel, sent.day
             order by sent.day desc, sent.channel
            """).ToListAsync(ct);
    }

    /// <summary>What did not arrive lately, the newest first.</summary>
    public async Task<IReadOnlyList<LostMessage>> LastLostAsync(Guid? clinicId, int days, TimeZoneInfo zone, CancellationToken ct)
    {
        var since = BeginOf(days, zone);
        return await db.OutboxMessages
            .Where(m => m.CreatedAt >= since && (clinicId == null || m.ClinicId == clinicId) && Lost.Contains(m.State))
            .OrderByDescending(m => m.CreatedAt)
            .Take(FailuresShown)
            .Select(m => new LostMessage(m.CreatedAt, m.Channel, m.Provider ?? "", m.DestinationMasked, m.LastOutcome ?? MessageOutcome.Transient))
            .ToListAsync(ct);
    }

    private DateTimeOffset BeginOf(int days, TimeZoneInfo zone)
    {
        var today = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).Date;
        var first = DateTime.SpecifyKind(today.AddDays(1 - Math.Clamp(days, 1, MostDays)), DateTimeKind.Unspecified);

        // Where the clocks go forward at midnight that moment does not exist; an hour more or less is no matter here.
        return zone.IsInvalidTime(first) ? new DateTimeOffset(first, zone.BaseUtcOffset).ToUniversalTime() : new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(first, zone), TimeSpan.Zero);
    }
}

/// <summary>What went by one channel on one day.</summary>
/// <param name="ChannelName">The channel as it is stored.</param>
/// <param name="Day">In the zone that was asked for.</param>
/// <param name="Sent">Messages that a provider took.</param>
/// <param name="Delivered">Those of them that it reported as arrived. Some providers never report.</param>
/// <param name="Lost">Messages that nobody took in time, or that were reported as not arrived.</param>
/// <param name="Waiting">Messages that are still to be sent.</param>
/// <param name="Codes">Codes among the messages, each once however often it was sent.</param>
/// <param name="Used">Codes that were typed.</param>
/// <param name="MedianSecondsToUse">From the message to the typing; null when none was typed.</param>
/// <param name="Cost">Null when none was reported, or in several currencies.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record ChannelDay(
    string ChannelName, DateOnly Day, int Sent, int Delivered, int Lost, int Waiting, int Codes, int Used, double? MedianSecondsToUse, decimal? Cost, string? Currency)
{
    [NotMapped]
    public Channel Channel => Enum.Parse<Channel>(ChannelName);
}

/// <summary>A message that did not arrive.</summary>
/// <param name="At">When it was written.</param>
/// <param name="Channel">What it was to travel by.</param>
/// <param name="Provider">Who was asked last; empty when nobody was.</param>
/// <param name="DestinationMasked">As far as it may be shown.</param>
/// <param name="Why"><see cref="OutcomeTexts"/> has a sentence for it.</param>
public sealed record LostMessage(DateTimeOffset At, Channel Channel, string Provider, string DestinationMasked, MessageOutcome Why);
