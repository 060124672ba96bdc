using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Clinics;

public enum InvitationEnd
{
    Withdrawn,
    Declined,

    /// <summary>The same address was invited again.</summary>
    Replaced,
}

/// <summary>
/// A place in a clinic, offered to an address. It is kept by the address and by nothing else: whether an account stands behind it is not even
/// looked up, so nobody can learn that by inviting. It gives nobody anything until whoever reads that mailbox accepts it.
/// </summary>
public sealed class Invitation
{
    public Invitation(Guid clinicId, string email, string? name, Role role, Guid? invitedBy, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (ClinicId, Email, NormalizedEmail, Name, Role, InvitedBy) = (clinicId, email, User.Normalize(email), name, role, invitedBy);
        (CreatedAt, TokenHash) = (now, []);
    }

    public Guid Id { get; private init; }

    public Guid ClinicId { get; private init; }

    public string Email { get; private init; }

    public string NormalizedEmail { get; private init; }

    /// <summary>The name that a new account begins with; the person may change it while accepting.</summary>
    public string? Name { get; private init; }

    public Role Role { get; private init; }

    /// <summary>Null when an operator did.</summary>
    public Guid? InvitedBy { get; private init; }

    /// <summary>"en" or "es": in which the mail is written.</summary>
    public string Language { get; init; } = "en";

    /// <summary>SHA-256 of what makes the link.</summary>
    public byte[] TokenHash { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset SentAt { get; private set; }

    public int TimesSent { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? AcceptedAt { get; private set; }

    public Guid? AcceptedBy { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public InvitationEnd? EndedFor { get; private set; }

    public bool IsOpen => AcceptedAt is null && EndedAt is null;

    public bool IsLive(DateTimeOffset now) => IsOpen && now < ExpiresAt;

    /// <summary>A new link; the one before is worth nothing from now on.</summary>
    public void Send(byte[] tokenHash, DateTimeOffset now, TimeSpan lifetime) =>
        (TokenHash, SentAt, ExpiresAt, TimesSent) = (tokenHash, now, now + lifetime, TimesSent + 1);

    public void End(InvitationEnd reason, DateTimeOffset now)
    {
        if (IsOpen)
        {
            (EndedAt, EndedFor) = (now, reason);
        }
    }

    // For EF, which fills the rest.
    private Invitation() => (Email, NormalizedEmail, TokenHash) = ("", "", []);
}

internal sealed class InvitationMapping : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> invitation)
    {
        invitation.ToTable("invitations");
        invitation.HasKey(i => i.Id);
        invitation.Ignore(i => i.IsOpen);
        invitation.Property(i => i.Email).HasMaxLength(EmailAddress.LongestLength);
        invitation.Property(i => i.NormalizedEmail).HasMaxLength(EmailAddress.LongestLength);
        invitation.Property(i => i.Name).HasMaxLength(120);
        invitation.Property(i => i.Language).HasMaxLength(2);
        invitation.HasOne<Clinic>().WithMany().HasForeignKey(i => i.ClinicId).OnDelete(DeleteBehavior.Cascade);
        invitation.HasIndex(i => new { i.ClinicId, i.CreatedAt });
        invitation.HasIndex(i => i.NormalizedEmail);
        invitation.HasIndex(i => i.TokenHash).IsUnique();
    }
}
