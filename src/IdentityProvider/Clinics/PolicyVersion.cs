namespace IdentityProvider.Clinics;

/// <summary>One state of a clinic's policy. Rows are only ever added; the highest version is in force, the others are its history.</summary>
public sealed class PolicyVersion
{
    public PolicyVersion(Guid clinicId, int version, ClinicPolicy policy, Guid? changedBy, DateTimeOffset now) =>
        (ClinicId, Version, Policy, ChangedBy, ChangedAt) = (clinicId, version, policy, changedBy, now);

    public Guid ClinicId { get; private init; }

    /// <summary>Counts from 1 per clinic. Two admins who save at once make the same number, and the second save fails.</summary>
    public int Version { get; private init; }

    public ClinicPolicy Policy { get; private init; }

    /// <summary>The admin who saved it; null for the one a clinic starts with.</summary>
    public Guid? ChangedBy { get; private init; }

    public DateTimeOffset ChangedAt { get; private init; }

    // For EF, which fills the rest.
    private PolicyVersion() => Policy = new ClinicPolicy();
}
