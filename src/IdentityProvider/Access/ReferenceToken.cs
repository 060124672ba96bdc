using IdentityProvider.Clients;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Access;

/// <summary>
/// An access token that is a name and nothing else: what it stands for is here, so an API asks us each time (RFC 7662) and it ends the
/// moment we say so.
/// </summary>
public sealed class ReferenceToken
{
    /// <summary>Its <c>jti</c>. It opens nothing.</summary>
    public Guid Id { get; private init; }

    /// <summary>SHA-256 of the token's 256 random bits.</summary>
    public byte[] Hash { get; private init; }

    public string ClientId { get; private init; }

    /// <summary>The grant it came from, and ends with; null when the client speaks for itself.</summary>
    public Guid? GrantId { get; private init; }

    public IReadOnlyList<string> Scopes { get; private init; }

    public IReadOnlyList<string> Audience { get; private init; }

    /// <summary>Thumbprint of the key that whoever uses it must prove; null for a bearer token.</summary>
    public string? DpopKey { get; private init; }

    public DateTimeOffset IssuedAt { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>When its client handed this one back, the others of the grant living on.</summary>
    public DateTimeOffset? RevokedAt { get; private init; }

    // For EF, which fills it all: rows begin in statements of their own (GivenTokens, AccessTokens).
    private ReferenceToken() => (Hash, ClientId, Scopes, Audience) = ([], "", [], []);
}

internal sealed class ReferenceTokenMapping : IEntityTypeConfiguration<ReferenceToken>
{
    public void Configure(EntityTypeBuilder<ReferenceToken> token)
    {
        token.ToTable("reference_tokens");
        token.HasKey(t => t.Id);
        token.Property(t => t.Hash).HasMaxLength(32);
        token.Property(t => t.DpopKey).HasMaxLength(43);
        token.HasOne<RegisteredClient>().WithMany().HasForeignKey(t => t.ClientId).OnDelete(DeleteBehavior.Cascade);
        token.HasOne<Grant>().WithMany().HasForeignKey(t => t.GrantId).OnDelete(DeleteBehavior.Cascade);
        token.HasIndex(t => t.Hash).IsUnique();
        token.HasIndex(t => t.ExpiresAt);
    }
}
