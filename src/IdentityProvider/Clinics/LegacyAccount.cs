using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Clinics;

/// <summary>
/// A sign-in of the system before this one: practice ID and user name (product row PF12). It lets its owner in once; then the account gets an
/// e-mail address, and this name is history.
/// </summary>
public sealed class LegacyAccount
{
    public const int LongestName = 100;

    public LegacyAccount(Guid clinicId, string userName, Guid userId, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (ClinicId, UserName, NormalizedUserName, UserId, CreatedAt) = (clinicId, userName, Normalize(userName), userId, now);
    }

    public Guid Id { get; private init; }

    public Guid ClinicId { get; private init; }

    /// <summary>As people knew it. Unique in its clinic, whatever the letters' case.</summary>
    public string UserName { get; private init; }

    public string NormalizedUserName { get; private init; }

    /// <summary>Whose it is; the account it was joined to, once that happened.</summary>
    public Guid UserId { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When an e-mail address took its place. It signs nobody in since.</summary>
    public DateTimeOffset? UpgradedAt { get; private set; }

    public void Upgrade(DateTimeOffset now) => UpgradedAt ??= now;

    public static string Normalize(string userName) => userName.Trim().Normalize().ToUpperInvariant();

    // For EF, which fills the rest.
    private LegacyAccount() => (UserName, NormalizedUserName) = ("", "");
}

internal sealed class LegacyAccountMapping : IEntityTypeConfiguration<LegacyAccount>
{
    public void Configure(EntityTypeBuilder<LegacyAccount> account)
    {
        account.ToTable("legacy_accounts");
        account.HasKey(a => a.Id);
        account.Property(a => a.UserName).HasMaxLength(LegacyAccount.LongestName);
        account.Property(a => a.NormalizedUserName).HasMaxLength(LegacyAccount.LongestName);
        account.HasOne<Clinic>().WithMany().HasForeignKey(a => a.ClinicId).OnDelete(DeleteBehavior.Cascade);
        account.HasOne<User>().WithMany().HasForeignKey(a => a.UserId).OnDelete(DeleteBehavior.Cascade);
        account.HasIndex(a => new { a.ClinicId, a.NormalizedUserName }).IsUnique();
        account.HasIndex(a => a.UserId);
    }
}

/// <summary>The only door to old sign-ins.</summary>
public sealed class LegacyAccounts(IdpDbContext db, TimeProvider clock)
{
    /// <summary>What stands for practice ID and user name where one name is wanted: on pages, and for the counters of wrong passwords.</summary>
    public static string NameOf(string practiceId, string userName) => $"{practiceId.Trim().ToUpperInvariant()} / {userName.Trim()}";

    /// <summary>One that still signs somebody in, or null: of nobody, used already, or closed. The look-up is the same for all.</summary>
    public async Task<LegacyAccount?> FindAsync(string practiceId, string userName, CancellationToken ct)
    {
        var (practice, name) = (practiceId.Trim().ToUpperInvariant(), LegacyAccount.Normalize(userName));
        return await db.LegacyAccounts.SingleOrDefaultAsync(
            a => a.NormalizedUserName == name && a.UpgradedAt == null
                && db.Clinics.Any(clinic => clinic.Id == a.ClinicId && clinic.PracticeId == practice)
                && db.Users.Any(user => user.Id == a.UserId && user.DeactivatedAt == null),
            ct);
    }

    /// <summary>The names that somebody had, for the admins of a clinic.</summary>
    public async Task<IReadOnlyList<LegacyAccount>> OfAsync(Guid userId, Guid clinicId, CancellationToken ct) =>
        await db.LegacyAccounts.AsNoTracking().Where(a => a.UserId == userId && a.ClinicId == clinicId).OrderBy(a => a.UserName).ToListAsync(ct);

    /// <summary>
    /// Joins an old name to another account: at once, in a statement of its own, so that of two joins at the same moment one gets it.
    /// </summary>
    /// <returns>False when it is history already.</returns>
    public async Task<bool> TryJoinAsync(LegacyAccount account, Guid userId, CancellationToken ct)
    {
        var (now, id, owner) = (clock.GetUtcNow(), account.Id, account.UserId);
        return await db.LegacyAccounts.Where(a => a.Id == id && a.UserId == owner && a.UpgradedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.UserId, userId).SetProperty(a => a.UpgradedAt, now), ct) == 1;
    }

    /// <summary>The user has an e-mail address now: the old names are history. The caller saves.</summary>
    public async Task UpgradeAsync(Guid userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        (await db.LegacyAccounts.Where(a => a.UserId == userId && a.UpgradedAt == null).ToListAsync(ct)).ForEach(account => account.Upgrade(now));
    }
}
