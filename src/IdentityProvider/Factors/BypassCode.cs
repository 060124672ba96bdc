using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Factors;

/// <summary>A code that an admin gives to somebody whose factor is out of reach today. It opens one sign-in at that admin's clinic.</summary>
public sealed class BypassCode
{
    /// <summary>Characters: 50 bits, against ten guesses and a lock.</summary>
    public const int Length = 10;

    /// <summary>The hours an admin may choose; the first is preset.</summary>
    public static readonly IReadOnlyList<int> Hours = [4, 12, 24];

    /// <param name="hours">One of <see cref="Hours"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than a day, or nothing.</exception>
    internal BypassCode(Guid userId, Guid clinicId, Guid issuedBy, int hours, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hours, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hours, 24);
        Id = Guid.CreateVersion7(now);
        (UserId, ClinicId, IssuedBy, IssuedAt, ExpiresAt, Hash) = (userId, clinicId, issuedBy, now, now.AddHours(hours), []);
    }

    public Guid Id { get; private init; }

    public Guid UserId { get; private init; }

    public Guid ClinicId { get; private init; }

    public Guid IssuedBy { get; private init; }

    public byte[] Hash { get; internal set; }

    public DateTimeOffset IssuedAt { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }

    public DateTimeOffset? UsedAt { get; private init; }

    /// <summary>When another one took its place, or it was taken back.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    public bool IsLive(DateTimeOffset now) => UsedAt is null && EndedAt is null && now < ExpiresAt;

    public void End(DateTimeOffset now) => EndedAt ??= now;

    // For EF, which fills the rest.
    private BypassCode() => Hash = [];
}

internal sealed class BypassCodeMapping : IEntityTypeConfiguration<BypassCode>
{
    public void Configure(EntityTypeBuilder<BypassCode> code)
    {
        code.ToTable("bypass_codes");
        code.HasKey(c => c.Id);
        code.Property(c => c.Id).ValueGeneratedNever();
        code.HasIndex(c => c.UserId);
    }
}
