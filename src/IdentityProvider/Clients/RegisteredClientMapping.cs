using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Clients;

internal sealed class RegisteredClientMapping : IEntityTypeConfiguration<RegisteredClient>
{
    public void Configure(EntityTypeBuilder<RegisteredClient> client)
    {
        client.ToTable("clients", table =>
        {
            table.HasCheckConstraint("ck_clients_public_uses_pkce", "auth_method <> 'None' OR requires_pkce");
            table.HasCheckConstraint("ck_clients_access_token_at_most_an_hour", "access_token_lifetime <= interval '60 minutes'");
        });
        client.HasKey(c => c.Id);
        client.Property(c => c.Id).HasMaxLength(100);
        client.Property(c => c.Name).HasMaxLength(80);
        client.Property(c => c.DefaultAudience).HasMaxLength(400);
        client.Property(c => c.IdTokenAlgorithm).HasMaxLength(5);
        client.Property(c => c.AccessTokenAlgorithm).HasMaxLength(5);
    }
}
