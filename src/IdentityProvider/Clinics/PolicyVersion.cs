namespace IdentityProvider.Clinics;

/// <summary>One state of a clinic's policy. Rows are only ever added; the highest version is in force, the others are its history.</summary>
public sealed class PolicyVersion
{
    public PolicyVersion(Guid clinicId, int version, ClinicPolicy policy, Guid? changedBy, DateTimeOffset now)
    {
        (ClinicId, Version, Policy, ChangedBy, ChangedAt) = (clinicId, version, policy, changedBy, now);
        (StaffAskedSince, PatientsAskedSince) = (Since(RoleGroup.Staff, null), Since(RoleGroup.Patient, null));
    }

    public Guid ClinicId { get; private init; }

    /// <summary>Counts from 1 per clinic. Two admins who save at once make the same number, and the second save fails.</summary>
    public int Version { get; private init; }

    public ClinicPolicy Policy { get; private init; }

    /// <summary>The admin who saved it; null for the one a clinic starts with.</summary>
    public Guid? ChangedBy { get; private init; }

    public DateTimeOffset ChangedAt { get; private init; }

    /// <summary>Since when staff are asked for a second step without a break; null while they are not. Grace counts from here.</summary>
    public DateTimeOffset? StaffAskedSince { get; private set; }

    /// <summary>The same for patients.</summary>
    public DateTimeOffset? PatientsAskedSince { get; private set; }

    public DateTimeOffset? AskedSince(RoleGroup group) => group == RoleGroup.Staff ? StaffAskedSince : PatientsAskedSince;

    /// <summary>Takes over from the version before, for whom the asking goes on.</summary>
    public PolicyVersion After(PolicyVersion before)
    {
        StaffAskedSince = Since(RoleGroup.Staff, before);
        PatientsAskedSince = Since(RoleGroup.Patient, before);
        return this;
    }

    /// <summary>As it was read from its row.</summary>
    internal PolicyVersion AskingSince(DateTimeOffset? staff, DateTimeOffset? patients)
    {
        (StaffAskedSince, PatientsAskedSince) = (staff, patients);
        return this;
    }

    private DateTimeOffset? Since(RoleGroup group, PolicyVersion? before) =>
        Policy.Requires(group) ? before?.AskedSince(group) ?? ChangedAt : null;

    // For EF, which fills the rest.
    private PolicyVersion() => Policy = new ClinicPolicy();
}
