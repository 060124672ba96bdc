using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Clients;
using IdentityProvider.Clinics;
using IdentityProvider.Codes;
using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Switches;
using IdentityProvider.Delivery.Texts;
using IdentityProvider.Devices;
using IdentityProvider.Emergency;
using IdentityProvider.Factors;
using IdentityProvider.Keys;
using IdentityProvider.Limits;
using IdentityProvider.Phones;
using IdentityProvider.SignIn;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace IdentityProvider.Storage;

/// <summary>Every table of the provider. Mappings stand beside their entities; rules stand in them.</summary>
public sealed partial class IdpDbContext : DbContext
{
    public IdpDbContext(DbContextOptions<IdpDbContext> options)
        : base(options)
    {
        // Savepoints would be two more round trips in every transaction with a save. What fails in one fails as a whole: whoever catches a failed save
        // does not commit what stands before it.
        Database.AutoSavepointsEnabled = false;
    }

    public DbSet<User> Users => Set<User>();

    public DbSet<MailedLink> MailedLinks => Set<MailedLink>();

    public DbSet<RecoveryRequest> RecoveryRequests => Set<RecoveryRequest>();

    public DbSet<Clinic> Clinics => Set<Clinic>();

    public DbSet<PolicyVersion> ClinicPolicies => Set<PolicyVersion>();

    public DbSet<PolicyExemption> PolicyExemptions => Set<PolicyExemption>();

    public DbSet<Membership> Memberships => Set<Membership>();

    public DbSet<Invitation> Invitations => Set<Invitation>();

    public DbSet<LegacyAccount> LegacyAccounts => Set<LegacyAccount>();

    public DbSet<EmailClaim> EmailClaims => Set<EmailClaim>();

    public DbSet<KnownBrowser> KnownBrowsers => Set<KnownBrowser>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<EmergencyAccess> EmergencyAccesses => Set<EmergencyAccess>();

    public DbSet<EmergencyApp> EmergencyApps => Set<EmergencyApp>();

    public DbSet<EnvelopeCode> EnvelopeCodes => Set<EnvelopeCode>();

    public DbSet<SignInAttempt> SignInAttempts => Set<SignInAttempt>();

    public DbSet<OutboxMessage> OutboxMessages => Set<OutboxMessage>();

    public DbSet<OptOut> OptOuts => Set<OptOut>();

    public DbSet<DeliverySwitch> DeliverySwitches => Set<DeliverySwitch>();

    public DbSet<StoredSecret> StoredSecrets => Set<StoredSecret>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<Reason> Reasons => Set<Reason>();

    public DbSet<RegisteredClient> Clients => Set<RegisteredClient>();

    public DbSet<StoredClientSecret> ClientSecrets => Set<StoredClientSecret>();

    public DbSet<ClientReach> ClientReach => Set<ClientReach>();

    public DbSet<InitialAccessToken> InitialAccessTokens => Set<InitialAccessToken>();

    public DbSet<Resource> Resources => Set<Resource>();

    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    public DbSet<UserPhone> UserPhones => Set<UserPhone>();

    public DbSet<PhoneResetRequest> PhoneResetRequests => Set<PhoneResetRequest>();

    public DbSet<Factor> Factors => Set<Factor>();

    public DbSet<Passkey> Passkeys => Set<Passkey>();

    public DbSet<PasskeyHolder> PasskeyHolders => Set<PasskeyHolder>();

    public DbSet<PasskeyChallenge> PasskeyChallenges => Set<PasskeyChallenge>();

    public DbSet<PreferredWays> PreferredWays => Set<PreferredWays>();

    public DbSet<AuthenticatorKey> AuthenticatorKeys => Set<AuthenticatorKey>();

    public DbSet<RecoveryCodeSet> RecoveryCodeSets => Set<RecoveryCodeSet>();

    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    public DbSet<BypassCode> BypassCodes => Set<BypassCode>();

    public DbSet<CodeSeries> CodeSeries => Set<CodeSeries>();

    public DbSet<OneTimeCode> OneTimeCodes => Set<OneTimeCode>();

    public DbSet<TrustedDevice> TrustedDevices => Set<TrustedDevice>();

    public DbSet<AttemptLimit> AttemptLimits => Set<AttemptLimit>();

    public DbSet<PasswordFailure> PasswordFailures => Set<PasswordFailure>();

    public DbSet<SendCount> SendCounts => Set<SendCount>();

    public DbSet<UsedOnceEntry> UsedOnce => Set<UsedOnceEntry>();

    public DbSet<PendingAuthorization> PendingAuthorizations => Set<PendingAuthorization>();

    public DbSet<PendingLogout> PendingLogouts => Set<PendingLogout>();

    public DbSet<Grant> Grants => Set<Grant>();

    public DbSet<AuthorizationCode> AuthorizationCodes => Set<AuthorizationCode>();

    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();

    public DbSet<Consent> Consents => Set<Consent>();

    public DbSet<PendingDevice> PendingDevices => Set<PendingDevice>();

    public DbSet<LogoutNotice> LogoutNotices => Set<LogoutNotice>();

    public DbSet<FhirIdentity> FhirIdentities => Set<FhirIdentity>();

    public DbSet<Launch> Launches => Set<Launch>();

    public DbSet<ReferenceToken> ReferenceTokens => Set<ReferenceToken>();

    public DbSet<RevokedToken> RevokedTokens => Set<RevokedToken>();

    /// <summary>
    /// Begins the transaction of a change that writes in statements of its own before it is saved, when it is the turn of these users and of whoever
    /// asks: what is looked at before every save is looked at first. The caller saves and commits.
    /// </summary>
    public async Task<IDbContextTransaction> BeginTurnAsync(IReadOnlyCollection<Guid> users, CancellationToken ct)
    {
        var turn = await Database.BeginTransactionAsync(ct);
        try
        {
            await LookAsync(_looks.Always, users, ct);
            return turn;
        }
        catch
        {
            await turn.DisposeAsync();
            throw;
        }
    }

    /// <summary>The sign-ins under way that the next save writes. A statement of that save's own must not change them: it would overtake itself.</summary>
    public Guid[] SignInsBeingSaved() =>
        [.. ChangeTracker.Entries<SignInAttempt>().Where(entry => entry.State is EntityState.Modified).Select(entry => entry.Entity.Id)];

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (!_looks.Any)
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        await using var own = Database.CurrentTransaction is null ? await Database.BeginTransactionAsync(cancellationToken) : null;
        await LookAsync(_looks.Take(), users: [], cancellationToken);
        var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        await (own?.CommitAsync(cancellationToken) ?? Task.CompletedTask);
        return saved;
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(IdpDbContext).Assembly);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // An enum is stored as its name: a row can be read without the code, and reordering members breaks nothing.
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
        configurationBuilder.Conventions.Add(_ => new SnakeCaseConvention());
    }

    private async Task LookAsync(IReadOnlyList<Look> looks, IEnumerable<Guid> users, CancellationToken ct)
    {
        await this.HoldAsync(Looks.TurnsToTake(looks, users), ct);
        await RunAsync(looks, ct);
    }
}
