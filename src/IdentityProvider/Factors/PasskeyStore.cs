using System.Runtime.ExceptionServices;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Factors;

/// <summary>
/// How ASP.NET Core Identity's passkey handler reads our passkeys. It only reads: what a ceremony brings is written by
/// <see cref="Passkeys"/>, in one conditional statement.
/// </summary>
internal sealed class PasskeyStore(IdpDbContext db) : IUserPasskeyStore<PasskeyHolder>
{
    private const string ReadsOnly = "Passkeys are written by Factors/Passkeys.cs.";
    private ExceptionDispatchInfo? _fault;

    /// <summary>The handler turns every exception into "this passkey did not work". That the database is away must not look like that.</summary>
    public void ThrowIfFailed() => _fault?.Throw();

    public Task<string> GetUserIdAsync(PasskeyHolder user, CancellationToken cancellationToken) => Task.FromResult(user.Handle);

    /// <summary>The handle comes from a browser, so it may be anything at all; the database takes no NUL.</summary>
    public Task<PasskeyHolder?> FindByIdAsync(string userId, CancellationToken cancellationToken) => PasskeyHolder.MayBeHandle(userId)
        ? ReadAsync(() => db.PasskeyHolders.AsNoTracking().SingleOrDefaultAsync(h => h.Handle == userId, cancellationToken))
        : Task.FromResult<PasskeyHolder?>(null);

    /// <summary>A removed passkey is found too: nobody registers it a second time.</summary>
    public Task<PasskeyHolder?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) => ReadAsync(() =>
        db.PasskeyHolders.AsNoTracking().SingleOrDefaultAsync(h => db.Passkeys.Any(p => p.UserId == h.UserId && p.CredentialId == credentialId), cancellationToken));

    /// <summary>Those that a browser may be asked for, and that an authenticator must not hold twice.</summary>
    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PasskeyHolder user, CancellationToken cancellationToken) =>
        [.. (await ReadAsync(() => Usable(user).ToListAsync(cancellationToken))).Select(InfoOf)];

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(PasskeyHolder user, byte[] credentialId, CancellationToken cancellationToken) =>
        await ReadAsync(() => Usable(user).SingleOrDefaultAsync(p => p.CredentialId == credentialId, cancellationToken)) is { } found ? InfoOf(found) : null;

    public void Dispose()
    {
        // The database context belongs to the request.
    }

    public Task AddOrUpdatePasskeyAsync(PasskeyHolder user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw new NotSupportedException(ReadsOnly);

    public Task RemovePasskeyAsync(PasskeyHolder user, byte[] credentialId, CancellationToken cancellationToken) => throw new NotSupportedException(ReadsOnly);

    public Task<string?> GetUserNameAsync(PasskeyHolder user, CancellationToken cancellationToken) => throw new NotSupportedException(ReadsOnly);

    public Task SetUserNameAsync(PasskeyHolder user, string? userName, CancellationToken cancellationToken) => throw new NotSupportedException(ReadsOnly);

    public Task<string?> GetNormalizedUserNameAsync(PasskeyHolder user, CancellationToken cancellationToken) => throw new NotSupportedException(ReadsOnly);

    public Task SetNormalizedUserNameAsync(PasskeyHolder user, string? normalizedName, CancellationToken cancellationToken) => throw new NotSupportedException(ReadsOnly);

    public Task<IdentityResult> CreateAsync(PasskeyHolder user, CancellationToken cancellationToken) => throw new NotSupportedException(ReadsOnly);

    public Task<IdentityResult> UpdateAsync(PasskeyHolder user, CancellationToken cancellationToken) => throw new NotSupportedException(ReadsOnly);

    public Task<IdentityResult> DeleteAsync(PasskeyHolder user, CancellationToken cancellationToken) => throw new NotSupportedException(ReadsOnly);

    public Task<PasskeyHolder?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => throw new NotSupportedException(ReadsOnly);

    private IQueryable<Passkey> Usable(PasskeyHolder user) =>
        db.Passkeys.AsNoTracking().Where(p => p.UserId == user.UserId && p.RemovedAt == null && p.DisabledAt == null).OrderBy(p => p.AddedAt);

    // A count of 0 makes the handler leave the judgement of the count to us. Its own comes too early: between its reading and our writing
    // another use could pass with the same count.
    private static UserPasskeyInfo InfoOf(Passkey passkey) => new(
        passkey.CredentialId, passkey.PublicKey, passkey.AddedAt, signCount: 0, passkey.Transports, isUserVerified: true,
        passkey.IsBackupEligible, passkey.IsBackedUp, passkey.Attestation, clientDataJson: []);

    private async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception)
        {
            _fault = ExceptionDispatchInfo.Capture(exception);
            throw;
        }
    }
}
