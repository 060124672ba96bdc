using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IdentityProvider.Access;

/// <summary>
/// The one place that ends what somebody has: sessions, trust in browsers, and what apps hold, each for a reason. Apps that asked to be told
/// are told (<see cref="LogoutNotices"/>). What only hangs on a session needs no ending of its own: it stands while the session does.
/// </summary>
/// <remarks>
/// Nothing here saves: an ending and what caused it are one change. What ends all of something looks again in the turn of that save
/// (<see cref="AccountTurns"/>), for what a sign-in began meanwhile.
/// </remarks>
public sealed class Endings(IdpDbContext db, Sessions sessions, TrustedDevices devices, LogoutNotices notices, AuditLog audit, TimeProvider clock)
{
    /// <summary>Signs this browser out.</summary>
    public async Task SignOutAsync(HttpContext http, Session session, SessionEnd reason, CancellationToken ct)
    {
        sessions.Forget(http);
        await EndAsync(session, reason, ct);
    }

    /// <summary>Ends one of a user's sessions, wherever its browser is.</summary>
    /// <returns>False when the user has no such live session.</returns>
    public async Task<bool> EndSessionAsync(Guid userId, Guid sessionId, SessionEnd reason, CancellationToken ct)
    {
        var session = (await sessions.OfAsync(userId, ct)).FirstOrDefault(live => live.Id == sessionId);
        if (session is not null)
        {
            await EndAsync(session, reason, ct);
        }

        return session is not null;
    }

    /// <summary>Ends every session of a user but the one they are in.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> EndOtherSessionsAsync(Session kept, SessionEnd reason, CancellationToken ct) =>
        TakingTurnsAsync(kept.UserId, turn => EndOthersNowAsync(kept, reason, turn), ct);

    /// <summary>Ends everything a user has: every session, every trusted browser, and what apps hold beyond the sessions.</summary>
    public Task EndEverythingAsync(Guid userId, SessionEnd reason, DeviceEnd trust, GrantEnd access, CancellationToken ct) =>
        TakingTurnsAsync(userId, turn => EndEverythingNowAsync(userId, reason, trust, access, turn), ct, forgetsProofs: true);

    /// <summary>The same, asked for from a browser that may itself hold one of the sessions: it is forgotten there.</summary>
    public async Task EndEverythingAsync(HttpContext http, Guid userId, SessionEnd reason, DeviceEnd trust, GrantEnd access, CancellationToken ct)
    {
        if (await sessions.CurrentAsync(http, ct) is { } here && here.UserId == userId)
        {
            sessions.Forget(http);
        }

        await EndEverythingAsync(userId, reason, trust, access, ct);
    }

    /// <summary>Ends every session of a user but this one, and every trusted browser. What apps hold beyond sessions stays.</summary>
    public Task EndOthersAsync(Session kept, SessionEnd reason, DeviceEnd trust, CancellationToken ct) => TakingTurnsAsync(
        kept.UserId,
        async turn => await EndOthersNowAsync(kept, reason, turn) + await devices.RevokeAllAsync(kept.UserId, trust, turn),
        ct);

    /// <summary>
    /// Ends what somebody has open for memberships of one clinic: sessions that use one of them, and what apps hold for them. What they have
    /// elsewhere stands.
    /// </summary>
    /// <returns>How many sessions there were.</returns>
    public Task<int> EndAtAsync(Guid userId, IReadOnlyCollection<Guid> memberships, SessionEnd reason, GrantEnd access, CancellationToken ct) =>
        TakingTurnsAsync(userId, turn => EndAtNowAsync(userId, memberships, reason, access, turn), ct);

    /// <summary>
    /// Somebody's place in a clinic is over: what they have open for it ends, and the trust in their browsers, which must not count there again when
    /// the place is given back; with the last place everything. Sessions at another clinic stand, whatever they rest on: no admin here throws anybody
    /// out of a record there. The membership was deactivated before, in the same save.
    /// </summary>
    public async Task EndMembershipAsync(Membership membership, CancellationToken ct)
    {
        var (id, userId) = (membership.Id, membership.UserId);
        if (await db.Memberships.AnyAsync(m => m.UserId == userId && m.Id != id && m.AcceptedAt != null && m.DeactivatedAt == null, ct))
        {
            await EndAtAsync(userId, [id], SessionEnd.Deactivated, GrantEnd.EndedByAdmin, ct);
            await TakingTurnsAsync(userId, turn => devices.RevokeAllAsync(userId, DeviceEnd.Deactivated, turn), ct);
        }
        else
        {
            await EndEverythingAsync(userId, SessionEnd.Deactivated, DeviceEnd.Deactivated, GrantEnd.EndedByAdmin, ct);
        }
    }

    /// <summary>Takes from an app all that it has of a user, and what the user once allowed it, in the turn of the save.</summary>
    public void EndApp(Guid userId, string clientId)
    {
        // The database takes no NUL, and no app has one in its id.
        if (!clientId.Contains('\0', StringComparison.Ordinal))
        {
            db.LookBeforeSaving(turn => EndAppNowAsync(userId, clientId, turn));
        }
    }

    private async Task EndAppNowAsync(Guid userId, string clientId, CancellationToken ct)
    {
        var (ended, forgotten) = await db.EndAppOfAsync(userId, clientId, clock.GetUtcNow(), ct);
        if (ended + forgotten > 0)
        {
            audit.Record(new ConsentWithdrawn(ended), userId, clientId: clientId);
        }
    }

    /// <summary>
    /// Takes from an app what it has of a clinic's people, or of everybody's when no clinic is named, and forgets what they allowed it: an app
    /// that is approved again asks them again. In the turn of the save, for which the app waits that is being given something (<see cref="GrantHold"/>).
    /// </summary>
    public void EndAppAt(string clientId, Guid? clinicId) =>
        db.LookBeforeSaving(turn => db.EndAppAtAsync(clientId, clinicId, clock.GetUtcNow(), turn));

    /// <summary>
    /// Ends what apps hold of a member's records on a FHIR server that are theirs no longer, for good. In a statement of its own, after what was
    /// taken away: the caller has both in one transaction.
    /// </summary>
    /// <returns>How many grants ended.</returns>
    public Task<int> EndRecordsAsync(Guid membershipId, string fhirBase, CancellationToken ct) => db.Database.ExecuteSqlRawAsync(
        GrantFooting.End,
        [
            new NpgsqlParameter("now", clock.GetUtcNow()), new NpgsqlParameter("reason", nameof(GrantEnd.RecordTakenAway)),
            new NpgsqlParameter("membership", membershipId), new NpgsqlParameter("base", fhirBase),
        ],
        ct);

    /// <summary>Ends the trust in one of a user's browsers, or in all of them, and the sessions in which it was all there was beside the password.</summary>
    /// <param name="deviceId">Null for all.</param>
    /// <returns>How many browsers were forgotten.</returns>
    public Task<int> EndTrustAsync(Guid userId, Guid? deviceId, DeviceEnd reason, CancellationToken ct) =>
        TakingTurnsAsync(userId, turn => EndTrustNowAsync(userId, deviceId, reason, turn), ct, forgetsProofs: reason == DeviceEnd.FactorChanged);

    /// <summary>Ends the sessions that a copied key of this browser's trust may have opened. The trust itself has ended.</summary>
    public Task EndAfterTheftAsync(TrustedDevice stolen, CancellationToken ct) => EndRestingOnAsync(stolen.UserId, [stolen.Id], ct);

    // Now, for what the rest of the request reads, and once more in the turn of its save.
    private async Task<int> TakingTurnsAsync(Guid userId, Func<CancellationToken, Task<int>> end, CancellationToken ct, bool forgetsProofs = false)
    {
        db.LookBeforeSaving(async turn =>
        {
            await db.HoldAsync(userId, turn);
            await end(turn);
            await (forgetsProofs ? db.ForgetProofsAsync(userId, turn) : Task.CompletedTask);
        });
        return await end(ct);
    }

    private async Task<int> EndEverythingNowAsync(Guid userId, SessionEnd reason, DeviceEnd trust, GrantEnd access, CancellationToken ct)
    {
        var open = await sessions.OfAsync(userId, ct);
        foreach (var session in open)
        {
            await EndAsync(session, reason, ct);
        }

        await devices.RevokeAllAsync(userId, trust, ct);
        EndGrants(await db.Grants.Where(grant => grant.UserId == userId && grant.EndedAt == null).ToListAsync(ct), access);
        return open.Count;
    }

    private async Task<int> EndOthersNowAsync(Session kept, SessionEnd reason, CancellationToken ct)
    {
        var others = (await sessions.OfAsync(kept.UserId, ct)).Where(session => session.Id != kept.Id).ToList();
        foreach (var session in others)
        {
            await EndAsync(session, reason, ct);
        }

        return others.Count;
    }

    private async Task<int> EndAtNowAsync(Guid userId, IReadOnlyCollection<Guid> memberships, SessionEnd reason, GrantEnd access, CancellationToken ct)
    {
        var grants = await db.Grants
            .Where(grant => grant.UserId == userId && grant.EndedAt == null && grant.MembershipId != null && memberships.Contains(grant.MembershipId.Value))
            .ToListAsync(ct);
        var used = grants.Select(grant => grant.SessionId).OfType<Guid>().ToHashSet();
        var here = (await sessions.OfAsync(userId, ct))
            .Where(session => used.Contains(session.Id) || (session.LastMembershipId is { } last && memberships.Contains(last)))
            .ToList();
        foreach (var session in here)
        {
            await EndAsync(session, reason, ct);
        }

        EndGrants(grants, access);
        return here.Count;
    }

    private async Task<int> EndTrustNowAsync(Guid userId, Guid? deviceId, DeviceEnd reason, CancellationToken ct)
    {
        IReadOnlyList<Guid> ended = deviceId is not { } one ? [.. (await devices.OfAsync(userId, ct)).Select(device => device.Id)] : [one];
        var count = deviceId is null
            ? await devices.RevokeAllAsync(userId, reason, ct)
            : await devices.RevokeAsync(userId, deviceId.Value, reason, ct) ? 1 : 0;
        await EndRestingOnAsync(userId, count == 0 ? [] : ended, ct);
        return count;
    }

    private async Task EndRestingOnAsync(Guid userId, IReadOnlyList<Guid> devices, CancellationToken ct)
    {
        foreach (var session in devices.Count == 0 ? [] : (await sessions.OfAsync(userId, ct)).Where(live => live.RestsOnTrustIn(devices)))
        {
            await EndAsync(session, SessionEnd.TrustEnded, ct);
        }
    }

    private async Task EndAsync(Session session, SessionEnd reason, CancellationToken ct)
    {
        if (session.EndedAt is not null)
        {
            return;
        }

        session.End(reason, clock.GetUtcNow());
        await notices.OweAsync(session, ct);
        audit.Record(new SessionEnded(reason), session.UserId, sessionId: session.Id);
    }

    private void EndGrants(List<Grant> grants, GrantEnd reason)
    {
        var now = clock.GetUtcNow();
        grants.ForEach(grant => grant.End(reason, now));
    }
}
