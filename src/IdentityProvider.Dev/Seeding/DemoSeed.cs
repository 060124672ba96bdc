using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Dev.Seeding;

/// <summary>Writes the demo data, through the entities and doors that the provider itself uses.</summary>
internal sealed class DemoSeed(IdpDbContext db, TimeProvider clock)
{
    /// <exception cref="DevException">People whose password everybody knows have no place in that environment.</exception>
    public static void EnsureAllowed(string environment)
    {
        if (environment != Environments.Development)
        {
            throw new DevException($"Demo people have a password that everybody knows, so they are for Development only; this environment is {environment}.");
        }
    }

    /// <param name="provider">The services of a provider whose database has this version's schema.</param>
    /// <param name="data">What the clients are registered with.</param>
    /// <param name="putBack">Whether to undo what was done with the demo data since; otherwise only what is missing is added.</param>
    /// <exception cref="DevException">The environment is not Development.</exception>
    public static async Task RunAsync(IServiceProvider provider, DemoData data, bool putBack, CancellationToken ct)
    {
        EnsureAllowed(provider.GetRequiredService<IHostEnvironment>().EnvironmentName);
        await using var scope = provider.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var clinics = await ActivatorUtilities.CreateInstance<DemoSeed>(scope.ServiceProvider).ClinicsAsync(putBack, ct);
        await ActivatorUtilities.CreateInstance<PeopleSeed>(scope.ServiceProvider).WriteAsync(clinics, putBack, ct);
        await ActivatorUtilities.CreateInstance<ClientsSeed>(scope.ServiceProvider).WriteAsync(data, ct);
        await ActivatorUtilities.CreateInstance<DeveloperSeed>(scope.ServiceProvider).WriteAsync(ct);
        await db.SaveChangesAsync(ct);
        await ActivatorUtilities.CreateInstance<SmartSeed>(scope.ServiceProvider).WriteAsync(data, clinics, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task<IReadOnlyDictionary<DemoClinic, Clinic>> ClinicsAsync(bool putBack, CancellationToken ct)
    {
        var clinics = new Dictionary<DemoClinic, Clinic>();
        foreach (var demo in DemoClinics.All)
        {
            clinics[demo] = await ClinicAsync(demo, ct);
            await PolicyAsync(clinics[demo].Id, demo.Policy, putBack, ct);
        }

        return clinics;
    }

    private async Task<Clinic> ClinicAsync(DemoClinic demo, CancellationToken ct)
    {
        var clinic = await db.Clinics.SingleOrDefaultAsync(c => c.PracticeId == demo.PracticeId, ct);
        return clinic ?? db.Clinics.Add(demo.Make(clock.GetUtcNow())).Entity;
    }

    private async Task PolicyAsync(Guid clinicId, ClinicPolicy policy, bool putBack, CancellationToken ct)
    {
        var last = await db.ClinicPolicies.AsNoTracking().Where(v => v.ClinicId == clinicId).OrderByDescending(v => v.Version).FirstOrDefaultAsync(ct);
        if (last is null || (putBack && !last.Policy.Equals(policy)))
        {
            var next = new PolicyVersion(clinicId, (last?.Version ?? 0) + 1, policy, changedBy: null, clock.GetUtcNow());
            db.ClinicPolicies.Add(last is null ? next : next.After(last));
        }
    }
}
