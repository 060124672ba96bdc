using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Clinics;

internal sealed class PolicyExemptionMapping : IEntityTypeConfiguration<PolicyExemption>
{
    public void Configure(EntityTypeBuilder<PolicyExemption> exemption)
    {
        exemption.ToTable("policy_exemptions");
        exemption.HasKey(e => e.Id);
        exemption.Property(e => e.Reason).HasMaxLength(PolicyExemption.LongestReason);
        exemption.HasOne<Clinic>().WithMany().HasForeignKey(e => e.ClinicId).OnDelete(DeleteBehavior.Restrict);
        exemption.HasOne<User>().WithMany().HasForeignKey(e => e.UserId).OnDelete(DeleteBehavior.Restrict);
        exemption.HasIndex(e => e.ClinicId);
        exemption.HasIndex(e => new { e.UserId, e.ClinicId });
    }
}
