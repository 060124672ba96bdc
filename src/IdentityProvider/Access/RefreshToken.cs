using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Access;

/// <summary>
/// One refresh token of a grant. Each is good once and gives its successor; the grant is their family. Spent ones are kept until
/// they would have expired: that one comes back is how a theft shows (RFC 9700 §4.14.2).
/// </summary>
public sealed class RefreshToken
{
    public RefreshToken(Guid grantId, byte[] hash, DateTimeOffset expiresAt, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (GrantId, Hash, IssuedAt, ExpiresAt) = (grantId, hash, now, expiresAt);
    }

    public Guid Id { get; private init; }

    public Guid GrantId { get; private init; }

    /// <summary>SHA-256 of the token's 256 random bits.</summary>
    public byte[] Hash { get; private init; }

    public DateTimeOffset IssuedAt { get; private init; }

    /// <summary>The token that was spent for it; null for the first of a grant.</summary>
    public Guid? PredecessorId { get; private init; }

    /// <summary>Until when it may lie unused.</summary>
    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>Set by the one refresh, in <see cref="GrantRedemption"/>.</summary>
    public DateTimeOffset? SpentAt { get; private init; }

    // For EF, which fills the rest.
    private RefreshToken() => Hash = [];
}

internal sealed class RefreshTokenMapping : IEntityTypeConfiguration<RefreshToken>
{
    public void Configure(EntityTypeBuilder<RefreshToken> token)
    {
        token.ToTable("refresh_tokens");
        token.HasKey(t => t.Id);
        token.Property(t => t.Hash).HasMaxLength(32);
        token.HasOne<Grant>().WithMany().HasForeignKey(t => t.GrantId).OnDelete(DeleteBehavior.Cascade);
        token.HasIndex(t => t.Hash).IsUnique();
        token.HasIndex(t => t.GrantId);
        token.HasIndex(t => t.ExpiresAt);
    }
}
