using IdentityProvider.Clients;
using IdentityProvider.Clinics;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Access;

internal sealed class GrantMapping : IEntityTypeConfiguration<Grant>
{
    public void Configure(EntityTypeBuilder<Grant> grant)
    {
        grant.ToTable("grants");
        grant.HasKey(g => g.Id);
        grant.Property(g => g.Proofs).HasColumnType("jsonb").HasConversion(ProofsAsJson.Converter, ProofsAsJson.Comparer);
        grant.Property(g => g.Subject).HasMaxLength(43);
        grant.Property(g => g.Resources).HasDefaultValueSql("'{}'");
        grant.Property(g => g.DpopKey).HasMaxLength(43);
        grant.Property(g => g.RequestedClaims).HasColumnType("jsonb");
        grant.Property(g => g.Launch).HasColumnType("jsonb");
        grant.HasOne<RegisteredClient>().WithMany().HasForeignKey(g => g.ClientId).OnDelete(DeleteBehavior.Cascade);
        grant.HasOne<User>().WithMany().HasForeignKey(g => g.UserId).OnDelete(DeleteBehavior.Restrict);
        grant.HasOne<Session>().WithMany().HasForeignKey(g => g.SessionId).OnDelete(DeleteBehavior.SetNull);
        grant.HasOne<Membership>().WithMany().HasForeignKey(g => g.MembershipId).OnDelete(DeleteBehavior.Restrict);

        // A user's apps; what ends with a session.
        grant.HasIndex(g => new { g.UserId, g.EndedAt });
        grant.HasIndex(g => g.SessionId);

        // What is old enough to be swept.
        grant.HasIndex(g => g.ExpiresAt);
        grant.HasIndex(g => g.EndedAt).HasFilter("ended_at IS NOT NULL");
    }
}
