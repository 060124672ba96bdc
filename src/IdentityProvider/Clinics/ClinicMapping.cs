using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Clinics;

internal sealed class ClinicMapping : IEntityTypeConfiguration<Clinic>
{
    public void Configure(EntityTypeBuilder<Clinic> clinic)
    {
        clinic.ToTable("clinics");
        clinic.HasKey(c => c.Id);
        clinic.Ignore(c => c.Zone);
        clinic.Property(c => c.PracticeId).HasMaxLength(20);
        clinic.Property(c => c.Name).HasMaxLength(120);
        clinic.Property(c => c.TextName).HasMaxLength(20);
        clinic.Property(c => c.TimeZone).HasMaxLength(64);
        clinic.Property(c => c.FrontDeskPhone).HasMaxLength(20);
        clinic.Property(c => c.BrandColor).HasMaxLength(7);
        clinic.HasIndex(c => c.PracticeId).IsUnique();
    }
}
