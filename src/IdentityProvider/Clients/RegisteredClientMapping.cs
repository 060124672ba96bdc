using System.Text.Json;
using IdentityProvider.Protocol;
using IdentityProvider.Users;
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
            table.HasCheckConstraint("ck_clients_repeat_window_at_most_ten_seconds", "refresh_repeat_window <= interval '10 seconds'");
            table.HasCheckConstraint("ck_clients_suspended_is_off", "suspended_at IS NULL OR disabled_at IS NOT NULL");
            table.HasCheckConstraint("ck_clients_deleted_is_off", "deleted_at IS NULL OR disabled_at IS NOT NULL");
            table.HasCheckConstraint("ck_clients_one_source_of_keys", "jwks IS NULL OR jwks_uri IS NULL");
        });
        client.HasKey(c => c.Id);
        client.Property(c => c.Id).HasMaxLength(100);
        client.Property(c => c.Name).HasMaxLength(80);

        // For nodes of the version before, which read it; nothing here does.
        client.Property<bool>("MayRefresh").HasComputedColumnSql("'refresh_token' = ANY (grant_types)", stored: true);
        client.Property(c => c.DefaultAudience).HasMaxLength(400);
        client.Property(c => c.IdTokenAlgorithm).HasMaxLength(5);
        client.Property(c => c.AccessTokenAlgorithm).HasMaxLength(5);
        client.Property(c => c.AssertionAlgorithm).HasMaxLength(5);
        client.Property(c => c.RequestObjectAlgorithm).HasMaxLength(5);
        client.Property(c => c.ManagementTokenHash).HasMaxLength(32);
        client.Ignore(c => c.ReachNow);
        client.Property(c => c.About).HasColumnType("jsonb").HasConversion(
            about => JsonSerializer.Serialize(about, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<ClientAbout>(json, JsonSerializerOptions.Default) ?? ClientAbout.Nothing);
        client.HasOne<User>().WithMany().HasForeignKey(c => c.OwnerId).OnDelete(DeleteBehavior.Restrict);
    }
}
