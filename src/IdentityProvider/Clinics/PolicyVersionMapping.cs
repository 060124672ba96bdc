using System.Collections.Immutable;
using IdentityProvider.Factors;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Clinics;

internal sealed class PolicyVersionMapping : IEntityTypeConfiguration<PolicyVersion>
{
    private static readonly ValueComparer<ImmutableSortedSet<Method>> BySetEquality = new(
        (a, b) => a!.SetEquals(b!), set => set.Count, set => set);

    private static readonly ValueComparer<ImmutableSortedSet<Guid>> BySameUsers = new(
        (a, b) => a!.SetEquals(b!), set => set.Count, set => set);

    public void Configure(EntityTypeBuilder<PolicyVersion> version)
    {
        version.ToTable("clinic_policies");
        version.HasKey(v => new { v.ClinicId, v.Version });
        version.HasOne<Clinic>().WithMany().HasForeignKey(v => v.ClinicId).OnDelete(DeleteBehavior.Restrict);
        version.ComplexProperty(v => v.Policy, policy =>
        {
            Methods(policy.Property(p => p.StaffMethods));
            Methods(policy.Property(p => p.PatientMethods));

            policy.Property(p => p.EmergencyUsers).HasConversion(
                set => set.ToArray(), ids => ids.ToImmutableSortedSet(), BySameUsers);

            // "when" is a reserved word of SQL.
            policy.Property(p => p.When).HasColumnName("asked_when");
            Defaults(policy);
        });
    }

    // For nodes of the version before, which do not know these columns and still save policies during an upgrade. This version always says.
    private static void Defaults(ComplexPropertyBuilder<ClinicPolicy> policy)
    {
        policy.Property(p => p.GraceDays).HasDefaultValueSql("0").ValueGeneratedNever();
        policy.Property(p => p.AskForPhone).HasDefaultValueSql("'Both'").ValueGeneratedNever();
        policy.Property(p => p.PhoneRequired).HasDefaultValueSql("false").ValueGeneratedNever();
        policy.Property(p => p.RefuseVoip).HasDefaultValueSql("false").ValueGeneratedNever();
        policy.Property(p => p.ShortestPassword).HasDefaultValueSql("12").ValueGeneratedNever();
        policy.Property(p => p.ShortestPasswordAlone).HasDefaultValueSql("15").ValueGeneratedNever();
        policy.Property(p => p.StaffIdleMinutes).HasDefaultValueSql("30").ValueGeneratedNever();
        policy.Property(p => p.StaffSessionHours).HasDefaultValueSql("12").ValueGeneratedNever();
        policy.Property(p => p.PatientIdleMinutes).HasDefaultValueSql("30").ValueGeneratedNever();
        policy.Property(p => p.PatientSessionHours).HasDefaultValueSql("12").ValueGeneratedNever();
        policy.Property(p => p.EmergencyAccess).HasDefaultValueSql("false").ValueGeneratedNever();
        policy.Property(p => p.EmergencyMinutes).HasDefaultValueSql("60").ValueGeneratedNever();
        policy.Property(p => p.EmergencyUsers).HasDefaultValueSql("'{}'").ValueGeneratedNever();
    }

    private static void Methods(ComplexTypePropertyBuilder<ImmutableSortedSet<Method>> methods) => methods.HasConversion(
        set => set.Select(method => method.ToString()).ToArray(),
        names => names.Select(Enum.Parse<Method>).ToImmutableSortedSet(),
        BySetEquality);
}
