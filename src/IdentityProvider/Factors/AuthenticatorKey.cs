using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Factors;

/// <summary>The secret of one authenticator app, and how far its codes have been used.</summary>
public sealed class AuthenticatorKey
{
    public AuthenticatorKey(Guid factorId, byte[] secretEncrypted, long lastStep) =>
        (FactorId, SecretEncrypted, LastStep) = (factorId, secretEncrypted, lastStep);

    public Guid FactorId { get; private init; }

    public byte[] SecretEncrypted { get; private init; }

    /// <summary>The newest time step whose code was accepted. It and every one before it are used up (RFC 6238 §5.2).</summary>
    public long LastStep { get; private init; }

    // For EF, which fills the rest.
    private AuthenticatorKey() => SecretEncrypted = [];
}

internal sealed class AuthenticatorKeyMapping : IEntityTypeConfiguration<AuthenticatorKey>
{
    public void Configure(EntityTypeBuilder<AuthenticatorKey> key)
    {
        key.ToTable("authenticator_keys");
        key.HasKey(k => k.FactorId);
        key.Property(k => k.FactorId).ValueGeneratedNever();
    }
}
