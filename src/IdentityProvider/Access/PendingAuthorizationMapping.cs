using IdentityProvider.Clients;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Access;

internal sealed class PendingAuthorizationMapping : IEntityTypeConfiguration<PendingAuthorization>
{
    public void Configure(EntityTypeBuilder<PendingAuthorization> pending)
    {
        pending.ToTable("pending_authorizations");
        pending.HasKey(p => p.Id);
        pending.HasOne<RegisteredClient>().WithMany().HasForeignKey(p => p.ClientId).OnDelete(DeleteBehavior.Cascade);
        pending.Property(p => p.PushedHash).HasMaxLength(32);
        pending.Property(p => p.DpopKey).HasMaxLength(43);
        pending.Property(p => p.Answers).HasColumnType("jsonb").HasConversion(AuthorizeAnswersAsJson.Converter);
        pending.HasIndex(p => p.ExpiresAt);
        pending.HasIndex(p => p.PushedHash).IsUnique();
    }
}
