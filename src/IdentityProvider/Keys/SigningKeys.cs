using System.Collections.Concurrent;
using IdentityProvider.Audit;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace IdentityProvider.Keys;

/// <summary>The only door to the signing keys: in the database, so that every node signs with the same ones and none is restarted.</summary>
public sealed class SigningKeys : IDisposable
{
    // Any number, the same on every node and nobody else's: whoever holds it may make keys.
    private const long RotationLock = 0x6964_706b_6579_7301;

    private readonly IServiceScopeFactory _scopes;
    private readonly ValueCipher _cipher;
    private readonly KeyOptions _options;
    private readonly TimeProvider _clock;

    // A reload finds the same rows most of the time. Keys stay the same objects then, and with them the signature providers made for them.
    private readonly ConcurrentDictionary<Guid, LoadedKey> _loaded = new();

    public SigningKeys(IServiceScopeFactory scopes, ValueCipher cipher, IOptions<KeyOptions> options, TimeProvider clock)
    {
        (_scopes, _cipher, _options, _clock) = (scopes, cipher, options.Value, clock);
        Cache = new NodeCache<KeyRing>("signing_keys", LoadAsync, clock);
    }

    /// <summary>What can be signed with: JWS "alg" values.</summary>
    public static IReadOnlyList<string> Algorithms => KeyMaterial.Algorithms;

    internal NodeCache<KeyRing> Cache { get; }

    /// <summary>What signs now.</summary>
    /// <param name="algorithm">ES256 or RS256.</param>
    public async Task<SigningCredentials> SignerAsync(string algorithm, CancellationToken ct)
    {
        if ((await Cache.GetAsync(ct)).SignerFor(algorithm, _clock.GetUtcNow()) is { } signer)
        {
            return signer;
        }

        // A new database, or the last key was just revoked: one is made and used at once.
        await RotateAsync(ct);
        return (await Cache.GetAsync(ct)).SignerFor(algorithm, _clock.GetUtcNow())
            ?? throw new InvalidOperationException($"There is no key for {algorithm}.");
    }

    /// <summary>The public keys whose signatures count: those in use, those to come, and those whose last tokens still live.</summary>
    public async Task<IReadOnlyList<JsonWebKey>> PublishedAsync(CancellationToken ct) => [.. (await Cache.GetAsync(ct)).Published(_clock.GetUtcNow())];

    /// <summary>Makes the keys that are due. Safe on any number of nodes at once: they take turns, and the second finds nothing due.</summary>
    public async Task RotateAsync(CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        var audit = scope.ServiceProvider.GetRequiredService<AuditLog>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({RotationLock})", ct);
        var keys = await db.SigningKeys.AsNoTracking().ToListAsync(ct);
        var now = _clock.GetUtcNow();
        foreach (var algorithm in KeyMaterial.Algorithms)
        {
            if (KeySchedule.NextDue(keys.Where(key => key.Algorithm == algorithm), _options, now) is { } signsFrom)
            {
                var key = KeyMaterial.Create(algorithm, signsFrom, _cipher, now);
                db.SigningKeys.Add(key);
                audit.Record(new SigningKeyCreated(key.Id));
            }
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        Cache.Drop();
    }

    public void Dispose() => Cache.Dispose();

    private async Task<KeyRing> LoadAsync(CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        var rows = await db.SigningKeys.AsNoTracking().Where(key => key.RevokedAt == null).OrderBy(key => key.SignsFrom).ToListAsync(ct);
        foreach (var gone in _loaded.Keys.Except(rows.Select(row => row.Id)))
        {
            _loaded.TryRemove(gone, out _);
        }

        var now = _clock.GetUtcNow();
        return new KeyRing([.. rows.Where(row => row.IsPublished(_options, now)).Select(row => _loaded.GetOrAdd(row.Id, _ => Load(row)))], _options);
    }

    private LoadedKey Load(SigningKey row)
    {
        var credentials = KeyMaterial.Load(row, _cipher);
        return new LoadedKey(row, credentials, KeyMaterial.PublicOf(credentials));
    }
}
