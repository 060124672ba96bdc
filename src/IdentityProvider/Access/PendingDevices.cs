using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;
using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Access;

/// <summary>The two codes of a device that begins (RFC 8628 §3.2). Neither can be read back.</summary>
public sealed record DeviceCodes(string DeviceCode, string UserCode)
{
    public override string ToString() => nameof(DeviceCodes);
}

/// <summary>The only door to devices that wait. Spending a device code is <see cref="DeviceRedemption"/>'s.</summary>
public sealed class PendingDevices(IdpDbContext db, ValueCipher cipher, TimeProvider clock)
{
    private const string Purpose = "user-code";
    private const int MostDraws = 5;

    /// <summary>Begins, in a statement of its own.</summary>
    public async Task<DeviceCodes> BeginAsync(Client client, Scope scope, CancellationToken ct)
    {
        for (var draw = 0; draw < MostDraws; draw++)
        {
            var codes = new DeviceCodes(RandomToken.Draw().Cookie, UserCode.Draw());
            if (await TryInsertAsync(client, scope, codes, ct))
            {
                return codes;
            }
        }

        // Among twenty-five billion codes, five in a row were taken: the source of chance is broken, and nothing may rest on it.
        throw new InvalidOperationException("No unused user code was drawn.");
    }

    /// <summary>
    /// Ties the device of a typed code to the session it was typed in, at once, in a statement of its own; the caller has the user's turn. Whoever typed it last decides: they have
    /// the device in front of them as much as anybody.
    /// </summary>
    /// <param name="code">As <see cref="UserCode.Normalize"/> gives it.</param>
    /// <returns>The device's id; null when no undecided device waits under this code.</returns>
    public async Task<Guid?> ClaimAsync(string code, Guid sessionId, CancellationToken ct)
    {
        var (now, hash) = (clock.GetUtcNow(), cipher.KeyedHash(Purpose, code));
        var waiting = db.PendingDevices.Where(d => d.UserCodeHash == hash && d.ExpiresAt > now && d.GrantId == null && d.DeniedAt == null);
        return await waiting.ExecuteUpdateAsync(set => set.SetProperty(d => d.SessionId, sessionId), ct) == 1
            ? await db.PendingDevices.Where(d => d.UserCodeHash == hash).Select(d => (Guid?)d.Id).SingleOrDefaultAsync(ct)
            : null;
    }

    /// <summary>The device, if its code was typed in this session; decided or not, but not one whose time is up undecided.</summary>
    public async Task<PendingDevice?> FindAsync(Guid id, Guid sessionId, CancellationToken ct) =>
        await db.PendingDevices.SingleOrDefaultAsync(d => d.Id == id && d.SessionId == sessionId, ct) is { } device
        && (device.Progress != DeviceProgress.Pending || device.IsLive(clock.GetUtcNow()))
            ? device
            : null;

    /// <summary>The code as the device shows it.</summary>
    public string UserCodeOf(PendingDevice device) => UserCode.Show(cipher.DecryptText(Purpose, device.SealedUserCode));

    private async Task<bool> TryInsertAsync(Client client, Scope scope, DeviceCodes codes, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (id, until, interval) = (Guid.CreateVersion7(now), now + DeviceCodeGrant.Lifetime, (int)DeviceCodeGrant.Interval.TotalSeconds);
        var (deviceHash, userHash, user) = (RandomToken.HashOf(codes.DeviceCode)!, cipher.KeyedHash(Purpose, codes.UserCode), cipher.Encrypt(Purpose, codes.UserCode));
        return await db.Database.ExecuteSqlAsync($"""
            insert into pending_devices (id, client_id, device_code_hash, user_code_hash, sealed_user_code, scopes, created_at, expires_at, interval_seconds)
            values ({id}, {client.Id}, {deviceHash}, {userHash}, {user}, {scope.Values.ToArray()}, {now}, {until}, {interval})
            on conflict (user_code_hash) do nothing
            """, ct) == 1;
    }
}
