using IdentityProvider.Audit;
using IdentityProvider.Limits;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Devices;

/// <summary>The only door to trusted devices.</summary>
public sealed class TrustedDevices(IdpDbContext db, TrustedDeviceCookie cookie, AuditLog audit, TimeProvider clock)
{
    /// <summary>People one browser may remember. A shared workstation has a shift's worth; a kiosk has no business with trust.</summary>
    public const int LargestCrowd = 10;

    /// <summary>What this browser is for the user, without changing anything: for deciding what a sign-in still needs.</summary>
    public async Task<DeviceSighting> LookAsync(HttpContext http, Guid userId, CancellationToken ct)
    {
        var (device, presented, _) = await ReadAsync(http, userId, ct);
        return presented is not { } judged ? DeviceSighting.None : judged switch
        {
            DevicePresented.Ended => DeviceSighting.None,
            DevicePresented.Stolen => new DeviceSighting(Device: null, device),
            DevicePresented.Current or DevicePresented.Overtaken or DevicePresented.Undelivered => new DeviceSighting(device, Stolen: null),
        };
    }

    /// <summary>
    /// Notes what this browser presented in a sign-in that may not need it: once the current verifier was seen, the one before it is a copy. Written at
    /// once, in a statement of its own; call it from a POST only.
    /// </summary>
    /// <returns>The device whose copy was presented, for <see cref="EndStolenAsync"/>; null in every other case.</returns>
    public async Task<TrustedDevice?> WatchAsync(HttpContext http, Guid userId, CancellationToken ct)
    {
        var (device, presented, _) = await ReadAsync(http, userId, ct);
        if (presented is DevicePresented.Stolen)
        {
            cookie.Delete(http, userId);
            return device;
        }

        if (presented is DevicePresented.Current && device is { CurrentSeenAt: null })
        {
            var (id, current) = (device.Id, device.VerifierHash);
            device.SeeCurrent(clock.GetUtcNow());
            await db.TrustedDevices.Where(d => d.Id == id && d.VerifierHash == current)
                .ExecuteUpdateAsync(set => set.SetProperty(d => d.CurrentSeenAt, device.CurrentSeenAt), ct);
        }

        return null;
    }

    /// <summary>
    /// The trusted device this browser is for the user, or null. Its verifier is replaced at once, in a statement of its own, and
    /// the cookie goes out with the answer; so call it from a POST only. Whether the device counts, its own rule says.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="userId">Who is signing in.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>No device also after a theft: <see cref="DeviceSighting.Stolen"/> says whose, for <see cref="EndStolenAsync"/>.</returns>
    public async Task<DeviceSighting> RecognizeAsync(HttpContext http, Guid userId, CancellationToken ct)
    {
        var (device, presented, token) = await ReadAsync(http, userId, ct);
        switch (presented)
        {
            case null:
                return DeviceSighting.None;
            case DevicePresented.Ended:
                cookie.Delete(http, userId);
                return DeviceSighting.None;
            case DevicePresented.Stolen:
                cookie.Delete(http, userId);
                return new DeviceSighting(Device: null, device);
            case DevicePresented.Overtaken:
                return new DeviceSighting(device, Stolen: null);
            case DevicePresented.Current or DevicePresented.Undelivered:
                return await RotateAsync(http, device!, token!, clock.GetUtcNow(), ct)
                    ? new DeviceSighting(device, Stolen: null)
                    : await AfterAllAsync(http, userId, ct);
            default:
                throw new InvalidOperationException($"A verifier cannot be {presented}.");
        }
    }

    /// <summary>Remembers this browser for the user. The caller saves, in the save that begins the session.</summary>
    /// <param name="http">The request; its answer carries the cookie.</param>
    /// <param name="userId">Who proved a second factor in this sign-in.</param>
    /// <param name="earnedBy">What was proven. Never a bypass or recovery code.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="ArgumentException">What was proven earns no trust.</exception>
    public async Task<TrustedDevice> TrustAsync(HttpContext http, Guid userId, ProofKind earnedBy, CancellationToken ct)
    {
        if (!TrustedDevice.IsEarnedBy(earnedBy))
        {
            throw new ArgumentException($"{earnedBy} earns no trust.", nameof(earnedBy));
        }

        var now = clock.GetUtcNow();
        await ReplaceAsync(http, userId, now, ct);
        await MakeRoomAsync(http, userId, now, ct);
        var token = DeviceToken.Draw();
        var device = new TrustedDevice(userId, earnedBy, token, SightingOf(http), now);
        db.TrustedDevices.Add(device);
        audit.Record(new DeviceTrusted(device.Id, earnedBy), userId);
        cookie.Write(http, userId, token, now);
        return device;
    }

    /// <summary>The user's devices whose trust has not ended, the last used first.</summary>
    public async Task<IReadOnlyList<TrustedDevice>> OfAsync(Guid userId, CancellationToken ct)
    {
        var oldest = clock.GetUtcNow() - TrustedDevice.Longest;
        return await db.TrustedDevices.Where(d => d.UserId == userId && d.EndedAt == null && d.TrustedAt > oldest)
            .OrderByDescending(d => d.LastUsedAt).ToListAsync(ct);
    }

    /// <summary>Ends the trust in one of the user's devices. The caller saves.</summary>
    /// <returns>False when the user has no such device.</returns>
    public async Task<bool> RevokeAsync(Guid userId, Guid deviceId, DeviceEnd reason, CancellationToken ct)
    {
        var device = await db.TrustedDevices.SingleOrDefaultAsync(d => d.Id == deviceId && d.UserId == userId && d.EndedAt == null, ct);
        End(device, reason);
        return device is not null;
    }

    /// <summary>Ends the trust in all of the user's devices. The caller saves.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> RevokeAllAsync(Guid userId, DeviceEnd reason, CancellationToken ct)
    {
        var devices = await OfAsync(userId, ct);
        foreach (var device in devices)
        {
            End(device, reason);
        }

        return devices.Count;
    }

    private async Task<(TrustedDevice? Device, DevicePresented? Presented, DeviceToken? Token)> ReadAsync(
        HttpContext http, Guid userId, CancellationToken ct)
    {
        if (cookie.Read(http, userId) is not { } token)
        {
            return (null, null, null);
        }

        var selector = token.Selector;
        var device = await db.TrustedDevices.AsNoTracking().SingleOrDefaultAsync(d => d.Selector == selector && d.UserId == userId, ct);
        return (device, device?.Judge(token.VerifierHash(), clock.GetUtcNow()), token);
    }

    private void End(TrustedDevice? device, DeviceEnd reason)
    {
        if (device is { EndedAt: null })
        {
            device.End(reason, clock.GetUtcNow());
            audit.Record(new DeviceRevoked(device.Id, reason), device.UserId);
        }
    }

    /// <summary>
    /// Ends the trust whose copy was presented: at once, in one statement, so that of two requests that saw it one tells. Call it in the transaction in
    /// which the user is told; the caller saves.
    /// </summary>
    /// <returns>False when it had ended already.</returns>
    public async Task<bool> EndStolenAsync(TrustedDevice device, CancellationToken ct)
    {
        var (id, now) = (device.Id, clock.GetUtcNow());
        var ended = await db.TrustedDevices.Where(d => d.Id == id && d.EndedAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(d => d.EndedAt, now).SetProperty(d => d.EndedFor, DeviceEnd.Stolen), ct);
        if (ended == 1)
        {
            audit.Record(new DeviceCopied(id), device.UserId);
        }

        return ended == 1;
    }

    // Conditional on what was judged: of two tabs that present the same verifier, one replaces it. The other's verifier is the
    // previous one now, within its minute, and counts as it is.
    private async Task<bool> RotateAsync(HttpContext http, TrustedDevice device, DeviceToken presented, DateTimeOffset now, CancellationToken ct)
    {
        var (id, seen, fresh) = (device.Id, device.VerifierHash, presented.Renew());
        device.Rotate(presented.VerifierHash(), fresh.VerifierHash(), SightingOf(http), now);
        var rotated = await db.TrustedDevices.Where(d => d.Id == id && d.VerifierHash == seen && d.EndedAt == null)
            .ExecuteUpdateAsync(set => set
                .SetProperty(d => d.PreviousVerifierHash, device.PreviousVerifierHash)
                .SetProperty(d => d.VerifierHash, device.VerifierHash)
                .SetProperty(d => d.CurrentSeenAt, device.CurrentSeenAt)
                .SetProperty(d => d.RotatedAt, device.RotatedAt)
                .SetProperty(d => d.LastUsedAt, device.LastUsedAt)
                .SetProperty(d => d.Browser, device.Browser)
                .SetProperty(d => d.Platform, device.Platform)
                .SetProperty(d => d.Network, device.Network), ct);
        if (rotated == 1)
        {
            cookie.Write(http, device.UserId, fresh, device.TrustedAt);
        }

        return rotated == 1;
    }

    // Between the look and the rotation another tab was quicker, or the trust ended. What the row says now is what counts.
    private async Task<DeviceSighting> AfterAllAsync(HttpContext http, Guid userId, CancellationToken ct)
    {
        var (device, presented, _) = await ReadAsync(http, userId, ct);
        return presented is DevicePresented.Overtaken or DevicePresented.Current or DevicePresented.Undelivered
            ? new DeviceSighting(device, Stolen: null)
            : DeviceSighting.None;
    }

    // Trusting a browser again makes one row of it, not two.
    private async Task ReplaceAsync(HttpContext http, Guid userId, DateTimeOffset now, CancellationToken ct)
    {
        if (cookie.Read(http, userId) is { Selector: var selector })
        {
            var before = await db.TrustedDevices.SingleOrDefaultAsync(d => d.Selector == selector && d.UserId == userId, ct);
            before?.End(DeviceEnd.Replaced, now);
        }
    }

    private async Task MakeRoomAsync(HttpContext http, Guid userId, DateTimeOffset now, CancellationToken ct)
    {
        var others = cookie.Others(http, userId);
        var selectors = others.Values.Select(t => t.Selector).ToList();
        var rows = await db.TrustedDevices.Where(d => selectors.Contains(d.Selector)).ToListAsync(ct);
        var crowd = others.Select(o => (Name: o.Key, Device: rows.Find(d => d.Selector.AsSpan().SequenceEqual(o.Value.Selector))))
            .OrderByDescending(o => o.Device?.TrustedAt ?? DateTimeOffset.MinValue);
        foreach (var (name, device) in crowd.Skip(LargestCrowd - 1))
        {
            End(device, DeviceEnd.CrowdedOut);
            cookie.Delete(http, name);
        }
    }

    private static BrowserSighting SightingOf(HttpContext http) =>
        BrowserSighting.Of(http.Request.Headers.UserAgent, NetworkAddress.Of(http.Connection.RemoteIpAddress));
}

/// <summary>What a browser turned out to be for a user.</summary>
/// <param name="Device">The trusted device it is; null when it is none.</param>
/// <param name="Stolen">The device whose copy it presented: its trust is to end, and the user to be told.</param>
public sealed record DeviceSighting(TrustedDevice? Device, TrustedDevice? Stolen)
{
    public static readonly DeviceSighting None = new(null, null);
}
