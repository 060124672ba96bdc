using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Access;

internal sealed class SessionMapping : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> session)
    {
        session.ToTable("sessions");
        session.HasKey(s => s.Id);
        session.Property(s => s.TokenHash).HasMaxLength(32);
        session.Ignore(s => s.ClinicIdleLock);
        session.Ignore(s => s.Email);
        session.Property(s => s.BrowserName).HasMaxLength(80);
        session.Property(s => s.Proofs).HasColumnType("jsonb").HasConversion(ProofsAsJson.Converter, ProofsAsJson.Comparer);
        session.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Restrict);
        session.HasIndex(s => s.TokenHash).IsUnique();
        session.HasIndex(s => new { s.UserId, s.EndedAt });
    }
}
