using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Access;

/// <summary>A logout request that came as a POST from another site, without cookies, and waits for the GET that has them.</summary>
public sealed class PendingLogout
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public PendingLogout(string parameters, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (Parameters, ExpiresAt) = (parameters, now + Lifetime);
    }

    public Guid Id { get; private init; }

    /// <summary>The request as application/x-www-form-urlencoded text, sealed.</summary>
    public string Parameters { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }

    public bool IsLive(DateTimeOffset now) => now < ExpiresAt;

    // For EF, which fills the rest.
    private PendingLogout() => Parameters = "";
}

internal sealed class PendingLogoutMapping : IEntityTypeConfiguration<PendingLogout>
{
    public void Configure(EntityTypeBuilder<PendingLogout> pending)
    {
        pending.ToTable("pending_logouts");
        pending.HasKey(p => p.Id);
        pending.HasIndex(p => p.ExpiresAt);
    }
}
