using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Access;

/// <summary>
/// A self-contained access token without a grant that its client handed back. Whoever checks the signature alone still takes it; for
/// introspection and for ourselves it is dead. Tokens of users need no such row: their grant ends.
/// </summary>
public sealed class RevokedToken
{
    /// <summary>The token's <c>jti</c>.</summary>
    public Guid Id { get; private init; }

    /// <summary>When the token would have ended anyway; the row goes then.</summary>
    public DateTimeOffset ExpiresAt { get; private init; }
}

internal sealed class RevokedTokenMapping : IEntityTypeConfiguration<RevokedToken>
{
    public void Configure(EntityTypeBuilder<RevokedToken> token)
    {
        token.ToTable("revoked_tokens");
        token.HasKey(t => t.Id);
        token.HasIndex(t => t.ExpiresAt);
    }
}
