using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Factors;

/// <summary>
/// Ten codes for the day the phone is gone. They are shown until the user says they are kept somewhere; from then on only their hashes are
/// left, and only then do they count.
/// </summary>
public sealed class RecoveryCodeSet
{
    /// <summary>Codes of a set.</summary>
    public const int Count = 10;

    /// <summary>Characters of a code: 80 bits.</summary>
    public const int CodeLength = 16;

    /// <summary>From so many left on the user is warned.</summary>
    public const int Few = 3;

    private readonly List<RecoveryCode> _codes = [];

    internal RecoveryCodeSet(Guid userId, RecoveryHashing hashing, byte[] codesEncrypted, IReadOnlyList<byte[]> hashes, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (UserId, CodesEncrypted, MadeAt) = (userId, codesEncrypted, now);
        (Salt, PepperKey, Iterations) = (hashing.Salt, hashing.PepperKey, hashing.Iterations);
        _codes.AddRange(hashes.Select((hash, i) => new RecoveryCode(Id, i + 1, hash)));
    }

    public Guid Id { get; private init; }

    public Guid UserId { get; private init; }

    public byte[] Salt { get; private init; }

    /// <summary>Which master key the pepper is of.</summary>
    public string PepperKey { get; private init; }

    public int Iterations { get; private init; }

    /// <summary>The codes themselves, while they still have to be shown.</summary>
    public byte[]? CodesEncrypted { get; private set; }

    public DateTimeOffset MadeAt { get; private init; }

    /// <summary>When the user said that they are kept.</summary>
    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>When a new set, or the end of the last factor, took its place.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    public IReadOnlyList<RecoveryCode> Codes => _codes;

    public bool IsUsable => ConfirmedAt is not null && EndedAt is null;

    public int Left => IsUsable ? _codes.Count(code => code.UsedAt is null) : 0;

    public void Confirm(DateTimeOffset now) => (ConfirmedAt, CodesEncrypted) = (ConfirmedAt ?? now, null);

    public void End(DateTimeOffset now) => (EndedAt, CodesEncrypted) = (EndedAt ?? now, null);

    // For EF, which fills the rest.
    private RecoveryCodeSet() => (Salt, PepperKey) = ([], "");
}

/// <summary>One of them, as its hash.</summary>
public sealed class RecoveryCode
{
    internal RecoveryCode(Guid setId, int number, byte[] hash) => (SetId, Number, Hash) = (setId, number, hash);

    public Guid SetId { get; private init; }

    public int Number { get; private init; }

    public byte[] Hash { get; private init; }

    public DateTimeOffset? UsedAt { get; private init; }

    // For EF, which fills the rest.
    private RecoveryCode() => Hash = [];
}

/// <summary>How the codes of a set were hashed, so that both can change for sets to come.</summary>
internal sealed record RecoveryHashing(byte[] Salt, string PepperKey, int Iterations);

internal sealed class RecoveryCodeSetMapping : IEntityTypeConfiguration<RecoveryCodeSet>, IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCodeSet> set)
    {
        set.ToTable("recovery_code_sets");
        set.HasKey(s => s.Id);
        set.Property(s => s.Id).ValueGeneratedNever();
        set.Property(s => s.PepperKey).HasMaxLength(40);
        set.HasMany(s => s.Codes).WithOne().HasForeignKey(code => code.SetId);
        set.HasIndex(s => s.UserId);
    }

    public void Configure(EntityTypeBuilder<RecoveryCode> code)
    {
        code.ToTable("recovery_codes");
        code.HasKey(c => new { c.SetId, c.Number });
        code.Property(c => c.Number).ValueGeneratedNever();
    }
}
