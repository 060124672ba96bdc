using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Clients;

internal sealed class InitialAccessTokenMapping : IEntityTypeConfiguration<InitialAccessToken>
{
    public void Configure(EntityTypeBuilder<InitialAccessToken> token)
    {
        token.ToTable("initial_access_tokens");
        token.HasKey(t => t.Id);
        token.Property(t => t.Hash).HasMaxLength(32);
        token.Property(t => t.Name).HasMaxLength(80);
        token.Property(t => t.Approves).HasColumnType("jsonb").HasConversion(new ReachAsJson(), ReachAsJson.Comparer);
        token.HasIndex(t => t.Hash).IsUnique();
        token.HasOne<User>().WithMany().HasForeignKey(t => t.OwnerId).OnDelete(DeleteBehavior.Restrict);
    }
}
