using System.Text.Json;
using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Admin.People;

/// <summary>One line of a person's history, as an admin sees it.</summary>
/// <param name="Name">The last part of its text's key.</param>
/// <param name="Actor">Who did it, when that was somebody else.</param>
/// <param name="Reason">What that one wrote.</param>
public sealed record PersonEvent(string Name, string Icon, DateTimeOffset At, string? Actor, string? Reason, string? Network);

/// <summary>What happened to a person lately, from the audit log: in this clinic, and anywhere where the admin's power reaches that far.</summary>
public sealed class PersonHistory(IdpDbContext db, Reasons reasons)
{
    public const int Lines = 20;

    private static readonly IReadOnlyDictionary<string, ShownEvent> Shown = ShownEvents.To(HistoryReaders.Admin);

    private static readonly List<string> Names = [.. Shown.Keys];

    public async Task<IReadOnlyList<PersonEvent>> OfAsync(PersonVisit visit, CancellationToken ct)
    {
        var (id, clinicId, everywhere) = (visit.Person.Id, visit.Admin.Clinic.Id, visit.Power.Covers(PowerReach.SignIn));
        var entries = await db.AuditEntries.AsNoTracking()
            .Where(entry => entry.UserId == id && Names.Contains(entry.Name) && (everywhere || entry.ClinicId == clinicId))
            .OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id)
            .Take(Lines)
            .ToListAsync(ct);
        var actors = entries.Select(entry => entry.ActorId).OfType<Guid>().Where(actor => actor != id).Distinct().ToList();
        var names = await db.Users.Where(user => actors.Contains(user.Id)).ToDictionaryAsync(user => user.Id, user => user.DisplayName, ct);
        var told = entries.ToDictionary(entry => entry.Id, ReasonOf);
        var words = await reasons.ReadAsync([.. told.Values.OfType<Guid>()], ct);
        return [.. entries.Select(entry => new PersonEvent(
            Shown[entry.Name].Text,
            Shown[entry.Name].Icon,
            entry.At,
            entry.ActorId is { } actor ? names.GetValueOrDefault(actor) : null,
            told[entry.Id] is { } reason ? words.GetValueOrDefault(reason) : null,
            entry.Network?.ToString()))];
    }

    private static Guid? ReasonOf(AuditEntry entry)
    {
        using var detail = JsonDocument.Parse(entry.Detail);
        return detail.RootElement.TryGetProperty("reasonId", out var reason) && reason.TryGetGuid(out var id) ? id : null;
    }
}
