using System.Text.Json;
using IdentityProvider.Audit;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Account;

/// <summary>One line of somebody's own history.</summary>
/// <param name="Name">The last part of its text's key.</param>
public sealed record HistoryLine(long Id, string Name, string Icon, DateTimeOffset At, string? Network);

/// <summary>What happened to an account lately, from the audit log, as far as its owner can make use of it.</summary>
public sealed class History(IdpDbContext db)
{
    private static readonly IReadOnlyDictionary<string, ShownEvent> Shown = ShownEvents.To(HistoryReaders.Owner);

    private static readonly List<string> Names = [.. Shown.Keys];

    /// <param name="atMost">How many lines.</param>
    /// <param name="before">Only what stands below this line of the same person; null, or nobody's line, for the newest.</param>
    public async Task<IReadOnlyList<HistoryLine>> OfAsync(Guid userId, int atMost, CancellationToken ct, long? before = null)
    {
        var last = before is null ? null : await db.AuditEntries.AsNoTracking().SingleOrDefaultAsync(entry => entry.Id == before && entry.UserId == userId, ct);
        var (at, id) = (last?.At, last?.Id ?? 0);
        var entries = await db.AuditEntries.AsNoTracking()
            .Where(entry => entry.UserId == userId && Names.Contains(entry.Name) && (at == null || entry.At < at || (entry.At == at && entry.Id < id)))
            .OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id)
            .Take(atMost)
            .ToListAsync(ct);
        return [.. entries.Select(entry => new HistoryLine(entry.Id, NameOf(entry.Name, entry.Detail), Shown[entry.Name].Icon, entry.At, entry.Network?.ToString()))];
    }

    // A sign-in on a remembered browser says so: it is the one where no code was asked for.
    private static string NameOf(string name, string detail)
    {
        if (name != "sign-in.completed")
        {
            return Shown[name].Text;
        }

        using var json = JsonDocument.Parse(detail);
        var trusted = json.RootElement.TryGetProperty("proofs", out var proofs) && proofs.EnumerateArray().Any(proof => proof.GetString() == "trustedDevice");
        return trusted ? "SignedInTrusted" : "SignedIn";
    }
}
