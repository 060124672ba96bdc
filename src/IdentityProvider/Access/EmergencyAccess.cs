using IdentityProvider.Clinics;
using IdentityProvider.Protocol;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Access;

/// <summary>One use of emergency access (45 CFR 164.312(a)(2)(ii)): who, for how long, why, and what an admin wrote about it afterwards.</summary>
public sealed class EmergencyAccess
{
    internal EmergencyAccess(Guid reasonId, Membership membership, ProofKind proof, DateTimeOffset now, DateTimeOffset until)
    {
        (Id, ClinicId, UserId, MembershipId) = (reasonId, membership.ClinicId, membership.UserId, membership.Id);
        (Proof, BeganAt, Until) = (proof, now, until);
    }

    /// <summary>The id of the written reason too: tokens carry it.</summary>
    public Guid Id { get; private init; }

    public Guid ClinicId { get; private init; }

    public Guid UserId { get; private init; }

    public Guid MembershipId { get; private init; }

    /// <summary>What was given beside the password.</summary>
    public ProofKind Proof { get; private init; }

    public DateTimeOffset BeganAt { get; private init; }

    /// <summary>The end of its session. Nothing moves it.</summary>
    public DateTimeOffset Until { get; private init; }

    /// <summary>When an admin other than the user wrote the review. Until then it stays on the admins' list.</summary>
    public DateTimeOffset? ReviewedAt { get; private init; }

    public Guid? ReviewedBy { get; private init; }

    /// <summary>Under which the review is kept.</summary>
    public Guid? ReviewId { get; private init; }

    // For EF, which fills the rest.
    private EmergencyAccess()
    {
    }
}

/// <summary>An app that a clinic's owner lets be opened in an emergency. None is, unless it stands here.</summary>
public sealed class EmergencyApp(Guid clinicId, string clientId, Guid markedBy, DateTimeOffset markedAt)
{
    public Guid ClinicId { get; private init; } = clinicId;

    public string ClientId { get; private init; } = clientId;

    public Guid MarkedBy { get; private init; } = markedBy;

    public DateTimeOffset MarkedAt { get; private init; } = markedAt;
}

internal sealed class EmergencyAccessMapping : IEntityTypeConfiguration<EmergencyAccess>, IEntityTypeConfiguration<EmergencyApp>
{
    public void Configure(EntityTypeBuilder<EmergencyAccess> access)
    {
        access.ToTable("emergency_accesses");
        access.HasKey(a => a.Id);
        access.Property(a => a.Id).ValueGeneratedNever();
        access.HasOne<Clinic>().WithMany().HasForeignKey(a => a.ClinicId).OnDelete(DeleteBehavior.Restrict);
        access.HasOne<User>().WithMany().HasForeignKey(a => a.UserId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<EmergencyApp> app)
    {
        app.ToTable("emergency_apps");
        app.HasKey(a => new { a.ClinicId, a.ClientId });
        app.Property(a => a.ClientId).HasMaxLength(100);
    }
}
