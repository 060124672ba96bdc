using IdentityProvider.Audit;
using IdentityProvider.Factors;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Emergency;

/// <summary>The code in the envelope of somebody who is named for emergencies. One for a person and clinic; printing another ends it.</summary>
public sealed class EnvelopeCode
{
    internal EnvelopeCode(Guid clinicId, Guid userId) => (ClinicId, UserId, Hash) = (clinicId, userId, "");

    public Guid ClinicId { get; private init; }

    public Guid UserId { get; private init; }

    /// <summary>Hashed as passwords are.</summary>
    public string Hash { get; private set; }

    public DateTimeOffset MadeAt { get; private set; }

    public Guid MadeBy { get; private set; }

    public DateTimeOffset? UsedAt { get; private set; }

    internal void Replace(string hash, Guid madeBy, DateTimeOffset now) => (Hash, MadeBy, MadeAt, UsedAt) = (hash, madeBy, now, null);

    // For EF, which fills the rest.
    private EnvelopeCode() => Hash = "";
}

internal sealed class EnvelopeCodeMapping : IEntityTypeConfiguration<EnvelopeCode>
{
    public void Configure(EntityTypeBuilder<EnvelopeCode> code)
    {
        code.ToTable("sealed_codes");
        code.HasKey(c => new { c.ClinicId, c.UserId });
        code.Property(c => c.Hash).HasMaxLength(200);
    }
}

/// <summary>The only door to sealed codes.</summary>
public sealed class EnvelopeCodes(IdpDbContext db, Passwords passwords, AuditLog audit, TimeProvider clock)
{
    /// <summary>Characters of a code: 80 bits.</summary>
    public const int Length = 16;

    /// <summary>Draws a code for somebody; one before it ends. The caller saves, and shows it this once.</summary>
    /// <returns>The code in groups, as it is printed; null, and nothing was drawn, when too many hashes are waiting already.</returns>
    public async Task<string?> PrintAsync(Guid clinicId, Guid userId, Guid adminId, CancellationToken ct)
    {
        var drawn = WrittenCode.Draw(Length);
        if (await passwords.HashOfCodeAsync(drawn.Reveal(), ct) is not { } hash)
        {
            return null;
        }

        var code = await db.EnvelopeCodes.SingleOrDefaultAsync(c => c.ClinicId == clinicId && c.UserId == userId, ct);
        if (code is null)
        {
            code = new EnvelopeCode(clinicId, userId);
            db.EnvelopeCodes.Add(code);
        }

        code.Replace(hash, adminId, clock.GetUtcNow());
        audit.Record(new SealedCodePrinted(), userId, clinicId);
        return drawn.AsWritten();
    }

    /// <summary>Compares a typed code and uses it up, in a statement of its own: of two that come at once, one finds it unused.</summary>
    public async Task<PasswordCheck> TakeAsync(Guid clinicId, Guid userId, WrittenCode typed, CancellationToken ct)
    {
        var hash = await db.EnvelopeCodes.Where(c => c.ClinicId == clinicId && c.UserId == userId && c.UsedAt == null).Select(c => c.Hash).SingleOrDefaultAsync(ct);
        var answer = await passwords.CheckCodeAsync(hash, typed.Reveal(), ct);
        if (answer != PasswordCheck.Right)
        {
            return answer;
        }

        var now = clock.GetUtcNow();
        var used = await db.EnvelopeCodes.Where(c => c.ClinicId == clinicId && c.UserId == userId && c.Hash == hash && c.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.UsedAt, now), ct);
        return used == 1 ? PasswordCheck.Right : PasswordCheck.Wrong;
    }

    /// <summary>A clinic's, by the person's id.</summary>
    public async Task<IReadOnlyDictionary<Guid, EnvelopeCode>> OfAsync(Guid clinicId, CancellationToken ct) =>
        await db.EnvelopeCodes.AsNoTracking().Where(c => c.ClinicId == clinicId).ToDictionaryAsync(c => c.UserId, ct);
}
