using IdentityProvider.Clients;
using IdentityProvider.Protocol.Grants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Access;

/// <summary>
/// A device that waits for somebody to sign in for it on another screen (RFC 8628). The device holds one code, the person types another; here are
/// hashes of both, the person's a keyed one, because it is short.
/// </summary>
public sealed class PendingDevice
{
    public Guid Id { get; private init; }

    public string ClientId { get; private init; }

    /// <summary>SHA-256 of the device code's 256 random bits.</summary>
    public byte[] DeviceCodeHash { get; private init; }

    /// <summary>Keyed hash of the user code.</summary>
    public byte[] UserCodeHash { get; private init; }

    /// <summary>The user code, encrypted: the person who typed it compares it once more with the device.</summary>
    public byte[] SealedUserCode { get; private init; }

    public IReadOnlyList<string> Scopes { get; private init; } = [];

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>How long the device has to wait between two questions by now.</summary>
    public int IntervalSeconds { get; private init; }

    public DateTimeOffset? LastAskedAt { get; private init; }

    /// <summary>The session in which the user code was typed. Only there a decision can be made.</summary>
    public Guid? SessionId { get; private set; }

    public Guid? GrantId { get; private set; }

    public DateTimeOffset? DeniedAt { get; private set; }

    /// <summary>Set by the one redemption, in <see cref="DeviceRedemption"/>.</summary>
    public DateTimeOffset? RedeemedAt { get; private init; }

    /// <summary>PostgreSQL's xmin: of two decisions at once, the second one's save fails.</summary>
    public uint Version { get; private set; }

    public DeviceProgress Progress => this switch
    {
        { RedeemedAt: not null } => DeviceProgress.Redeemed,
        { DeniedAt: not null } => DeviceProgress.Denied,
        { GrantId: not null } => DeviceProgress.Approved,
        _ => DeviceProgress.Pending,
    };

    public bool IsLive(DateTimeOffset now) => now < ExpiresAt;

    public void Approve(Guid grantId) => GrantId = grantId;

    public void Deny(DateTimeOffset now) => DeniedAt = now;

    // For EF, which fills it all: rows begin in PendingDevices, in a statement of its own.
    private PendingDevice() => (ClientId, DeviceCodeHash, UserCodeHash, SealedUserCode) = ("", [], [], []);
}

internal sealed class PendingDeviceMapping : IEntityTypeConfiguration<PendingDevice>
{
    public void Configure(EntityTypeBuilder<PendingDevice> device)
    {
        device.ToTable("pending_devices");
        device.HasKey(d => d.Id);
        device.Property(d => d.DeviceCodeHash).HasMaxLength(32);
        device.Property(d => d.UserCodeHash).HasMaxLength(32);
        device.Property(d => d.Version).IsRowVersion();
        device.Ignore(d => d.Progress);
        device.HasOne<RegisteredClient>().WithMany().HasForeignKey(d => d.ClientId).OnDelete(DeleteBehavior.Cascade);
        device.HasOne<Grant>().WithMany().HasForeignKey(d => d.GrantId).OnDelete(DeleteBehavior.Cascade);
        device.HasIndex(d => d.DeviceCodeHash).IsUnique();
        device.HasIndex(d => d.UserCodeHash).IsUnique();
        device.HasIndex(d => d.ExpiresAt);
    }
}
