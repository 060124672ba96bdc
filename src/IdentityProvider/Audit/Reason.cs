using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Audit;

/// <summary>Why somebody did something to somebody else, in their own words. Events carry its id: no text gets into the log itself.</summary>
public sealed class Reason
{
    internal Reason(byte[] text, DateTimeOffset at) => (Id, Text, At) = (Guid.CreateVersion7(at), text, at);

    public Guid Id { get; private init; }

    /// <summary>Encrypted: people write names and illnesses where a reason is asked for.</summary>
    public byte[] Text { get; private init; }

    public DateTimeOffset At { get; private init; }

    // For EF, which fills the rest.
    private Reason() => Text = [];
}

internal sealed class ReasonMapping : IEntityTypeConfiguration<Reason>
{
    public void Configure(EntityTypeBuilder<Reason> reason)
    {
        reason.ToTable("reasons");
        reason.HasKey(r => r.Id);
    }
}

/// <summary>The only door to written reasons.</summary>
public sealed class Reasons(IdpDbContext db, ValueCipher cipher, TimeProvider clock)
{
    public const int LongestLength = 500;

    private const string Purpose = "reason";

    /// <summary>Keeps a reason with the caller's save.</summary>
    /// <returns>The id that the event carries.</returns>
    public Guid Keep(string text)
    {
        var reason = new Reason(cipher.Encrypt(Purpose, text), clock.GetUtcNow());
        db.Reasons.Add(reason);
        return reason.Id;
    }

    /// <summary>The words behind ids, for whoever may read them.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> ReadAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        (await db.Reasons.AsNoTracking().Where(reason => ids.Contains(reason.Id)).ToListAsync(ct))
            .ToDictionary(reason => reason.Id, reason => cipher.DecryptText(Purpose, reason.Text));
}
