using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Clinics;

/// <summary>The only door to exemptions. What it changes, the caller saves.</summary>
public sealed class PolicyExemptions(IdpDbContext db, TimeProvider clock)
{
    /// <summary>The exemption that counts for somebody at a clinic now, or null.</summary>
    public Task<PolicyExemption?> OfAsync(Guid clinicId, Guid userId, CancellationToken ct) =>
        Counting(clinicId).Where(e => e.UserId == userId).OrderByDescending(e => e.Until).FirstOrDefaultAsync(ct);

    /// <summary>Everybody a clinic exempts now, the first to end first.</summary>
    public async Task<IReadOnlyList<PolicyExemption>> AllAsync(Guid clinicId, CancellationToken ct) =>
        await Counting(clinicId).OrderBy(e => e.Until).ToListAsync(ct);

    /// <summary>Exempts somebody. One that counts already ends: there is one end date at a time.</summary>
    public async Task<PolicyExemption> GrantAsync(Guid clinicId, Guid userId, string reason, DateTimeOffset until, Guid by, CancellationToken ct)
    {
        await EndAsync(clinicId, userId, by, ct);
        var exemption = new PolicyExemption(clinicId, userId, reason, until, by, clock.GetUtcNow());
        db.PolicyExemptions.Add(exemption);
        return exemption;
    }

    /// <summary>Takes back what counts for somebody now.</summary>
    /// <returns>Whether there was anything.</returns>
    public async Task<bool> EndAsync(Guid clinicId, Guid userId, Guid by, CancellationToken ct)
    {
        var counting = await Counting(clinicId).Where(e => e.UserId == userId).ToListAsync(ct);
        counting.ForEach(e => e.End(by, clock.GetUtcNow()));
        return counting.Count > 0;
    }

    // The rule of PolicyExemption.CountsAt.
    private IQueryable<PolicyExemption> Counting(Guid clinicId)
    {
        var now = clock.GetUtcNow();
        return db.PolicyExemptions.Where(e => e.ClinicId == clinicId && e.EndedAt == null && e.Until > now);
    }
}
