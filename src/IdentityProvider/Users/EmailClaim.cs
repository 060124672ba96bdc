using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Users;

/// <summary>
/// An address that a user says is theirs. Claimed, it changes nothing; it becomes the account's when the link that was sent to it is used
/// (product row PF10). The address the account has meanwhile gets a link that stops it.
/// </summary>
public sealed class EmailClaim
{
    public EmailClaim(Guid userId, string address, bool byAdmin, DateTimeOffset now, TimeSpan lifetime)
    {
        Id = Guid.CreateVersion7(now);
        (UserId, Address, NormalizedAddress, ByAdmin) = (userId, address, User.Normalize(address), byAdmin);
        (ClaimedAt, ExpiresAt) = (now, now + lifetime);
    }

    public Guid Id { get; private init; }

    public Guid UserId { get; private init; }

    public string Address { get; private init; }

    public string NormalizedAddress { get; private init; }

    /// <summary>SHA-256 of what makes the link to the new address.</summary>
    public required byte[] TokenHash { get; init; }

    /// <summary>SHA-256 of what makes the link to the old one.</summary>
    public required byte[] CancelHash { get; init; }

    public bool ByAdmin { get; private init; }

    public DateTimeOffset ClaimedAt { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }

    public DateTimeOffset? VerifiedAt { get; private set; }

    /// <summary>When it was stopped, replaced by another, or found to be somebody else's.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    public bool IsPending(DateTimeOffset now) => VerifiedAt is null && EndedAt is null && now < ExpiresAt;

    public void End(DateTimeOffset now) => EndedAt ??= now;

    // For EF, which fills the rest.
    private EmailClaim() => (Address, NormalizedAddress) = ("", "");
}

internal sealed class EmailClaimMapping : IEntityTypeConfiguration<EmailClaim>
{
    public void Configure(EntityTypeBuilder<EmailClaim> claim)
    {
        claim.ToTable("email_claims");
        claim.HasKey(c => c.Id);
        claim.Property(c => c.Address).HasMaxLength(EmailAddress.LongestLength);
        claim.Property(c => c.NormalizedAddress).HasMaxLength(EmailAddress.LongestLength);
        claim.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
        claim.HasIndex(c => c.UserId);
        claim.HasIndex(c => c.TokenHash).IsUnique();
        claim.HasIndex(c => c.CancelHash).IsUnique();
    }
}
