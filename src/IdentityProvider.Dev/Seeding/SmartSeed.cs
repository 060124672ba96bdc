using IdentityProvider.Access;
using IdentityProvider.Clients;
using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Dev.Seeding;

/// <summary>Registers the EHR's FHIR server, and who the demo people are on it. Its address follows the ports, so it is written at every start.</summary>
internal sealed class SmartSeed(IdpDbContext db, TimeProvider clock)
{
    /// <summary>Patients with a record, and whose records they open. Rosa looks after two children.</summary>
    private static readonly Dictionary<string, (string Reference, FhirPatient[] Patients)> Patients = new(StringComparer.Ordinal)
    {
        ["pat.nguyen@mail.example"] = ("Patient/lake-7", [new FhirPatient("lake-7", "Pat Nguyen")]),
        ["rosa.delgado@mail.example"] = ("RelatedPerson/rosa-delgado", [new FhirPatient("cedar-7", "Mia Delgado"), new FhirPatient("cedar-8", "Leo Delgado")]),
    };

    /// <param name="clinics">Stored already, like the people and the clients.</param>
    public async Task WriteAsync(DemoData data, IReadOnlyDictionary<DemoClinic, Clinic> clinics, CancellationToken ct)
    {
        var server = await db.Resources.SingleOrDefaultAsync(r => r.Id == data.FhirBase, ct)
            ?? db.Resources.Add(new Resource(data.FhirBase, "Lakeside EHR records", clock.GetUtcNow())).Entity;
        (server.IsFhirBase, server.ServesEveryClinic, server.OwnerClientId) = (true, true, DemoClients.EhrId);
        server.Scopes = ["patient/*.rs", "user/*.rs", "system/*.rs"];
        server.PickerUrl = $"{data.Ehr}/pick";
        foreach (var person in DemoPeople.All)
        {
            await PersonAsync(person, server.Id, clinics, ct);
        }
    }

    private async Task PersonAsync(DemoPerson person, string fhirBase, IReadOnlyDictionary<DemoClinic, Clinic> clinics, CancellationToken ct)
    {
        foreach (var (clinic, role) in person.Roles)
        {
            var clinicId = clinics[clinic].Id;
            var membership = await db.Memberships.SingleAsync(
                m => m.ClinicId == clinicId && m.Role == role && m.DeactivatedAt == null && db.Users.Any(u => u.Id == m.UserId && u.Email == person.Email), ct);
            if (IdentityOf(person, role, membership.Id, fhirBase) is { } identity
                && !await db.FhirIdentities.AnyAsync(i => i.MembershipId == membership.Id && i.FhirBase == fhirBase, ct))
            {
                db.FhirIdentities.Add(identity);
            }
        }
    }

    // Staff are practitioners of their own name; a patient without a record here is nobody on that server.
    private static FhirIdentity? IdentityOf(DemoPerson person, Role role, Guid membershipId, string fhirBase) =>
        role != Role.Patient ? new FhirIdentity(membershipId, fhirBase, $"Practitioner/{person.Email.Split('@')[0].Replace('.', '-')}", [])
        : Patients.TryGetValue(person.Email, out var known) ? new FhirIdentity(membershipId, fhirBase, known.Reference, known.Patients)
        : null;
}
