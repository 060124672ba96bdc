using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Access;

/// <summary>An authorization code: 256 random bits in the browser's address bar for a moment, exchanged once for tokens.</summary>
public sealed class AuthorizationCode
{
    /// <summary>The way from our redirect to the client's token request takes a second. OAuth 2.1 and FAPI 2.0 stop at 60.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    public AuthorizationCode(byte[] hash, Guid grantId, string redirectUri, string? codeChallenge, string? nonce, DateTimeOffset now)
    {
        (Hash, GrantId, RedirectUri, CodeChallenge, Nonce, ExpiresAt) = (hash, grantId, redirectUri, codeChallenge, nonce, now + Lifetime);
    }

    /// <summary>SHA-256 of the code.</summary>
    public byte[] Hash { get; private init; }

    public Guid GrantId { get; private init; }

    public string RedirectUri { get; private init; }

    public string? CodeChallenge { get; private init; }

    public string? Nonce { get; private init; }

    /// <summary>Thumbprint of the key that the token request must prove (RFC 9449 §10, dpop_jkt); null for any or none.</summary>
    public string? DpopKey { get; init; }

    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>Set by the one redemption, in <see cref="GrantRedemption"/>.</summary>
    public DateTimeOffset? RedeemedAt { get; private init; }

    // For EF, which fills the rest.
    private AuthorizationCode() => (Hash, RedirectUri) = ([], "");
}

internal sealed class AuthorizationCodeMapping : IEntityTypeConfiguration<AuthorizationCode>
{
    public void Configure(EntityTypeBuilder<AuthorizationCode> code)
    {
        code.ToTable("authorization_codes");
        code.HasKey(c => c.Hash);
        code.Property(c => c.Hash).HasMaxLength(32);
        code.Property(c => c.DpopKey).HasMaxLength(43);
        code.HasOne<Grant>().WithMany().HasForeignKey(c => c.GrantId).OnDelete(DeleteBehavior.Cascade);
        code.HasIndex(c => c.GrantId);
        code.HasIndex(c => c.ExpiresAt);
    }
}
