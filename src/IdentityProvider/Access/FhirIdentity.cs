using System.Text.Json;
using IdentityProvider.Clients;
using IdentityProvider.Clinics;
using IdentityProvider.Protocol.Smart;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Access;

/// <summary>A patient whose record somebody may open: their own, or that of a child or a person in their care.</summary>
/// <param name="Id">Id of the Patient resource.</param>
/// <param name="Name">As the page for choosing shows it; the clinic wrote it.</param>
public sealed record FhirPatient(string Id, string Name);

/// <summary>Who a member of a clinic is on one FHIR server (SMART App Launch 2.2 §2.0.8): the <c>fhirUser</c>, and for patients whose records are theirs.</summary>
public sealed class FhirIdentity
{
    /// <exception cref="ArgumentException">The reference names nobody whom fhirUser may be, or a patient has no id.</exception>
    public FhirIdentity(Guid membershipId, string fhirBase, string reference, IEnumerable<FhirPatient> patients)
    {
        (MembershipId, FhirBase, Reference, Patients) = (membershipId, fhirBase, reference, [.. patients]);
        if (!FhirReference.IsPerson(reference) || !Patients.All(patient => FhirReference.IsId(patient.Id)))
        {
            throw new ArgumentException("A FHIR identity is a relative reference to a person, and patients have FHIR ids.", nameof(reference));
        }
    }

    public Guid MembershipId { get; private init; }

    /// <summary>The resource (<see cref="Resource.Id"/>) whose people these are.</summary>
    public string FhirBase { get; private init; }

    /// <summary>Relative to the base: Practitioner/123, Patient/abc, RelatedPerson/7.</summary>
    public string Reference { get; private init; }

    /// <summary>For somebody who is a patient or cares for one; none for staff.</summary>
    public IReadOnlyList<FhirPatient> Patients { get; private init; }

    /// <summary>The absolute URL that tokens carry.</summary>
    public string Url => FhirReference.UrlOf(FhirBase, Reference);

    // For EF, which fills the rest.
    private FhirIdentity() => (FhirBase, Reference, Patients) = ("", "", []);
}

internal sealed class FhirIdentityMapping : IEntityTypeConfiguration<FhirIdentity>
{
    private static readonly ValueComparer<IReadOnlyList<FhirPatient>> Comparer = new(
        (one, other) => one!.SequenceEqual(other!), patients => patients.Count, patients => patients);

    public void Configure(EntityTypeBuilder<FhirIdentity> identity)
    {
        identity.ToTable("fhir_identities");
        identity.HasKey(i => new { i.MembershipId, i.FhirBase });
        identity.Ignore(i => i.Url);
        identity.Property(i => i.FhirBase).HasMaxLength(400);
        identity.Property(i => i.Reference).HasMaxLength(100);
        identity.Property(i => i.Patients).HasColumnType("jsonb").HasConversion(
            patients => JsonSerializer.Serialize(patients, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<List<FhirPatient>>(json, JsonSerializerOptions.Default)!,
            Comparer);
        identity.HasOne<Membership>().WithMany().HasForeignKey(i => i.MembershipId).OnDelete(DeleteBehavior.Cascade);
        identity.HasOne<Resource>().WithMany().HasForeignKey(i => i.FhirBase).OnDelete(DeleteBehavior.Cascade);
    }
}
