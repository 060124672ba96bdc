using System.Collections.Concurrent;
using IdentityProvider.Audit;
using IdentityProvider.Protocol.Jose;
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

    internal NodeCache<KeyRing> Cache { get; }

    /// <summary>What signs now.</summary>
    /// <param name="algorithm">A name in <see cref="SigningAlgorithm.Names"/>.</param>
    public async Task<SigningCredentials> SignerAsync(string algorithm, CancellationToken ct)
    {
        if ((await Cache.GetAsync(ct)).SignerFor(algorithm, _clock.GetUtcNow()) is { } signer)
        {
            return signer;
        }

        // A new database, or the last key was just revoked: one is made and used at once. Nobody can have it yet; whoever meets an unknown kid fetches the key set again.
        await RotateAsync(algorithm, ct);
        return (await Cache.GetAsync(ct)).SignerFor(algorithm, _clock.GetUtcNow())
            ?? throw new InvalidOperationException($"There is no key for {algorithm}.");
    }

    /// <summary>The public keys whose signatures count: those in use, those to come, and those whose last tokens still live.</summary>
    public async Task<IReadOnlyList<JsonWebKey>> PublishedAsync(CancellationToken ct) => [.. (await Cache.GetAsync(ct)).Published(_clock.GetUtcNow())];

    /// <summary>
    /// Makes the keys that are due, of every algorithm that the metadata names: the key set has one of each before a client may ask for it.
    /// Safe on any number of nodes at once: they take turns, and the second finds nothing due.
    /// </summary>
    public Task RotateAsync(CancellationToken ct) => ChangeAsync((turn, keys) => AddDue(turn, keys, SigningAlgorithm.Names), ct);

    /// <summary>Every key there is, the revoked and the outlived among them, oldest first.</summary>
    public async Task<IReadOnlyList<SigningKey>> ListAsync(CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IdpDbContext>().SigningKeys.AsNoTracking().OrderBy(key => key.CreatedAt).ToListAsync(ct);
    }

    /// <summary>
    /// An operator's choice: the next key of each algorithm is published now, and signs as soon as nobody can still have an older
    /// copy of the key set. The keys before it stay published for the tokens that they signed.
    /// </summary>
    public Task ReplaceAsync(CancellationToken ct) => ChangeAsync(
        (turn, _) =>
        {
            foreach (var algorithm in SigningAlgorithm.Names)
            {
                Add(turn, algorithm, turn.Now + KeySchedule.CachesEmptyAfter);
            }
        },
        ct);

    /// <summary>
    /// An operator's emergency: the key is believed by nobody here from now on, and leaves the key set. What it signed is worthless. Where
    /// nothing else could sign, a new key does at once.
    /// </summary>
    /// <returns>Whether there was such a key, not revoked before.</returns>
    public async Task<bool> RevokeAsync(string keyId, CancellationToken ct)
    {
        var found = false;
        await ChangeAsync(
            (turn, keys) =>
            {
                if (keys.Find(key => key.KeyId == keyId && key.RevokedAt is null) is { } revoked)
                {
                    found = true;
                    revoked.Revoke(turn.Now);
                    turn.Audit.Record(new SigningKeyRevoked(revoked.Id));
                    AddDue(turn, keys, [revoked.Algorithm]);
                }
            },
            ct);
        return found;
    }

    public void Dispose() => Cache.Dispose();

    private Task RotateAsync(string needed, CancellationToken ct) => ChangeAsync((turn, keys) => AddDue(turn, keys, [needed]), ct);

    /// <summary>The turn of whoever may change the keys: one node at a time, with the keys as they are now.</summary>
    private sealed record Turn(IdpDbContext Db, AuditLog Audit, DateTimeOffset Now);

    private async Task ChangeAsync(Action<Turn, List<SigningKey>> change, CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({RotationLock})", ct);
        change(new Turn(db, scope.ServiceProvider.GetRequiredService<AuditLog>(), _clock.GetUtcNow()), await db.SigningKeys.ToListAsync(ct));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        Cache.Drop();
    }

    private void AddDue(Turn turn, List<SigningKey> keys, IEnumerable<string> algorithms)
    {
        foreach (var algorithm in algorithms)
        {
            if (KeySchedule.NextDue(keys.Where(key => key.Algorithm == algorithm), _options, turn.Now) is { } signsFrom)
            {
                Add(turn, algorithm, signsFrom);
            }
        }
    }

    private void Add(Turn turn, string algorithm, DateTimeOffset signsFrom)
    {
        var key = KeyMaterial.Create(algorithm, signsFrom, _cipher, turn.Now);
        turn.Db.SigningKeys.Add(key);
        turn.Audit.Record(new SigningKeyCreated(key.Id));
    }

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
