using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Factors;

internal sealed class PasskeyMapping
    : IEntityTypeConfiguration<Passkey>, IEntityTypeConfiguration<PasskeyHolder>, IEntityTypeConfiguration<PasskeyChallenge>
{
    public void Configure(EntityTypeBuilder<Passkey> passkey)
    {
        passkey.ToTable("passkeys");
        passkey.HasKey(p => p.Id);
        passkey.Property(p => p.Name).HasMaxLength(Passkey.LongestName);
        passkey.HasIndex(p => p.CredentialId).IsUnique();
        passkey.HasIndex(p => p.UserId);
    }

    public void Configure(EntityTypeBuilder<PasskeyHolder> holder)
    {
        holder.ToTable("passkey_holders");
        holder.HasKey(h => h.UserId);
        holder.Property(h => h.Handle).HasMaxLength(64);
        holder.HasIndex(h => h.Handle).IsUnique();
    }

    public void Configure(EntityTypeBuilder<PasskeyChallenge> challenge)
    {
        challenge.ToTable("passkey_challenges");
        challenge.HasKey(c => c.Id);
        challenge.HasIndex(c => c.ExpiresAt);
    }
}
