using System.Text.Json;
using IdentityProvider.Protocol.Registration;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace IdentityProvider.Clients;

internal sealed class ClientReachMapping : IEntityTypeConfiguration<ClientReach>
{
    /// <summary>PostgreSQL's xmin, which the entity itself has no use for.</summary>
    public const string Version = "Version";

    public void Configure(EntityTypeBuilder<ClientReach> reach)
    {
        reach.ToTable("client_reach");
        reach.HasKey(r => r.ClientId);
        reach.Property(r => r.Wanted).HasColumnType("jsonb").HasConversion(new ReachAsJson(), ReachAsJson.Comparer);
        reach.Property(r => r.Approved).HasColumnType("jsonb").HasConversion(new ReachAsJson(), ReachAsJson.Comparer);
        reach.Ignore(r => r.IsWaiting).Ignore(r => r.Effective);
        reach.HasOne<RegisteredClient>().WithOne().HasForeignKey<ClientReach>(r => r.ClientId).OnDelete(DeleteBehavior.Cascade);

        // An approval that came in between is not overwritten by one that was decided without knowing of it.
        reach.Property<uint>(Version).IsRowVersion();
    }
}

/// <summary>A reach as a jsonb column.</summary>
internal sealed class ReachAsJson() : ValueConverter<Reach, string>(
    reach => JsonSerializer.Serialize(reach, JsonSerializerOptions.Default),
    json => JsonSerializer.Deserialize<Reach>(json, JsonSerializerOptions.Default) ?? Reach.Nothing)
{
    public static readonly ValueComparer<Reach> Comparer = new((a, b) => Equals(a, b), reach => reach.GetHashCode());
}
