using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Access;

/// <summary>
/// The one place that ends what somebody has: sessions, trust in browsers, and what apps hold, each for a reason. Apps that asked to be told
/// are told (<see cref="LogoutNotices"/>). What only hangs on a session needs no ending of its own: it stands while the session does.
/// </summary>
/// <remarks>
/// Nothing here saves: an ending and what caused it are one change. Each looks again in the turn of that save (<see cref="AccountTurns"/>), for what began,
/// ended or was given meanwhile, and is settled there. What an app's reasons end is <see cref="AppEndings"/>'.
/// </remarks>
public sealed class Endings(IdpDbContext db, Sessions sessions, TrustedDevices devices, LogoutNotices notices, AuditLog audit, TimeProvider clock)
{
    /// <summary>Signs this browser out.</summary>
    public Task SignOutAsync(HttpContext http, Session session, SessionEnd reason, CancellationToken ct)
    {
        sessions.Forget(http);
        return TakingTurnsAsync(session.UserId, (ending, _) => Task.FromResult(End([session], reason, ending)), ct);
    }

    /// <summary>Ends one of a user's sessions, wherever its browser is.</summary>
    /// <returns>False when the user has no such live session.</returns>
    public async Task<bool> EndSessionAsync(Guid userId, Guid sessionId, SessionEnd reason, CancellationToken ct) => await TakingTurnsAsync(
        userId,
        async (ending, turn) => End((await sessions.OfAsync(userId, turn)).Where(live => live.Id == sessionId), reason, ending),
        ct) > 0;

    /// <summary>Ends every session of a user but the one they are in.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> EndOtherSessionsAsync(Session kept, SessionEnd reason, CancellationToken ct) =>
        TakingTurnsAsync(kept.UserId, (ending, turn) => EndOthersNowAsync(kept, reason, ending, turn), ct);

    /// <summary>Ends everything a user has: every session, every trusted browser, and what apps hold beyond the sessions.</summary>
    public Task EndEverythingAsync(Guid userId, SessionEnd reason, DeviceEnd trust, GrantEnd access, CancellationToken ct) =>
        TakingTurnsAsync(userId, (ending, turn) => EndEverythingNowAsync(userId, reason, trust, access, ending, turn), ct, forgetsProofs: true);

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
        async (ending, turn) => await EndOthersNowAsync(kept, reason, ending, turn) + await devices.RevokeAllAsync(kept.UserId, trust, turn),
        ct);

    /// <summary>
    /// Ends what somebody has open for memberships of one clinic: sessions that use one of them, and what apps hold for them. What they have
    /// elsewhere stands.
    /// </summary>
    /// <returns>How many sessions there were.</returns>
    public Task<int> EndAtAsync(Guid userId, IReadOnlyCollection<Guid> memberships, SessionEnd reason, GrantEnd access, CancellationToken ct) =>
        TakingTurnsAsync(userId, (ending, turn) => EndAtNowAsync(userId, memberships, reason, access, ending, turn), ct);

    /// <summary>
    /// Somebody's place in a clinic is over: what they have open for it ends, and the trust in their browsers, which must not count there again when
    /// the place is given back; with the last place everything. Sessions at another clinic stand, whatever they rest on: no admin here throws anybody
    /// out of a record there. The membership is deactivated in the same save. Which of the two it is, is asked in the turn alone: of two clinics that
    /// let the same person go at once, the second finds the place at the first one gone.
    /// </summary>
    public void EndMembership(Membership membership)
    {
        var (id, userId) = (membership.Id, membership.UserId);
        InTurn(userId, new Ending { ForgetsProofs = true }, async (ending, turn) =>
            await db.Memberships.AnyAsync(m => m.UserId == userId && m.Id != id && m.AcceptedAt != null && m.DeactivatedAt == null, turn)
                ? await EndAtNowAsync(userId, [id], SessionEnd.Deactivated, GrantEnd.EndedByAdmin, ending, turn)
                    + await devices.RevokeAllAsync(userId, DeviceEnd.Deactivated, turn)
                : await EndEverythingNowAsync(userId, SessionEnd.Deactivated, DeviceEnd.Deactivated, GrantEnd.EndedByAdmin, ending, turn));
    }

    /// <summary>Ends the trust in one of a user's browsers, or in all of them, and the sessions in which it was all there was beside the password.</summary>
    /// <param name="deviceId">Null for all.</param>
    /// <returns>How many browsers were forgotten.</returns>
    public Task<int> EndTrustAsync(Guid userId, Guid? deviceId, DeviceEnd reason, CancellationToken ct) =>
        TakingTurnsAsync(userId, (ending, turn) => EndTrustNowAsync(userId, deviceId, reason, ending, turn), ct, forgetsProofs: reason == DeviceEnd.FactorChanged);

    /// <summary>Ends the sessions that a copied key of this browser's trust may have opened. The trust itself has ended.</summary>
    public Task EndAfterTheftAsync(TrustedDevice stolen, CancellationToken ct) =>
        TakingTurnsAsync(stolen.UserId, (ending, turn) => EndRestingOnAsync(stolen.UserId, [stolen.Id], ending, turn), ct);

    // Now, for what the rest of the request reads, and once more in the turn of its save.
    private async Task<int> TakingTurnsAsync(
        Guid userId, Func<Ending, CancellationToken, Task<int>> end, CancellationToken ct, bool forgetsProofs = false)
    {
        var ending = new Ending { ForgetsProofs = forgetsProofs };
        InTurn(userId, ending, end);
        return await end(ending, ct);
    }

    private void InTurn(Guid userId, Ending ending, Func<Ending, CancellationToken, Task<int>> end) => db.LookBeforeSaving(userId, async turn =>
    {
        ending.IsInTurn = true;
        await end(ending, turn);
        await SettleAsync(ending, turn);
        await (ending.ForgetsProofs ? db.ForgetProofsAsync(userId, turn) : Task.CompletedTask);
    });

    private async Task<int> EndEverythingNowAsync(
        Guid userId, SessionEnd reason, DeviceEnd trust, GrantEnd access, Ending ending, CancellationToken ct)
    {
        var ended = End(await sessions.OfAsync(userId, ct), reason, ending);
        await devices.RevokeAllAsync(userId, trust, ct);
        await EndGrantsAsync(db.Grants.Where(grant => grant.UserId == userId), access, ending, ct);
        return ended;
    }

    private async Task<int> EndOthersNowAsync(Session kept, SessionEnd reason, Ending ending, CancellationToken ct) =>
        End((await sessions.OfAsync(kept.UserId, ct)).Where(session => session.Id != kept.Id), reason, ending);

    private async Task<int> EndAtNowAsync(
        Guid userId, IReadOnlyCollection<Guid> memberships, SessionEnd reason, GrantEnd access, Ending ending, CancellationToken ct)
    {
        var grants = db.Grants.Where(grant => grant.UserId == userId && grant.MembershipId != null && memberships.Contains(grant.MembershipId.Value));
        var used = await grants.Where(grant => grant.EndedAt == null && grant.SessionId != null).Select(grant => grant.SessionId!.Value).ToHashSetAsync(ct);
        var here = (await sessions.OfAsync(userId, ct))
            .Where(session => used.Contains(session.Id) || (session.LastMembershipId is { } last && memberships.Contains(last)));
        await EndGrantsAsync(grants, access, ending, ct);
        return End(here, reason, ending);
    }

    private async Task<int> EndTrustNowAsync(Guid userId, Guid? deviceId, DeviceEnd reason, Ending ending, CancellationToken ct)
    {
        IReadOnlyList<Guid> ended = deviceId is not { } one ? [.. (await devices.OfAsync(userId, ct)).Select(device => device.Id)] : [one];
        var count = deviceId is null
            ? await devices.RevokeAllAsync(userId, reason, ct)
            : await devices.RevokeAsync(userId, deviceId.Value, reason, ct) ? 1 : 0;
        await EndRestingOnAsync(userId, count == 0 ? [] : ended, ending, ct);
        return count;
    }

    private async Task<int> EndRestingOnAsync(Guid userId, IReadOnlyList<Guid> devices, Ending ending, CancellationToken ct) =>
        End(devices.Count == 0 ? [] : (await sessions.OfAsync(userId, ct)).Where(live => live.RestsOnTrustIn(devices)), SessionEnd.TrustEnded, ending);

    private int End(IEnumerable<Session> open, SessionEnd reason, Ending ending)
    {
        var all = open.ToList();
        foreach (var session in all.Where(session => session.EndedAt is null))
        {
            session.End(reason, clock.GetUtcNow());
            ending.Sessions.Add(session);
        }

        return all.Count;
    }

    // In the turn only: nothing reads of them before, and what is given to an app meanwhile is among them.
    private async Task EndGrantsAsync(IQueryable<Grant> grants, GrantEnd reason, Ending ending, CancellationToken ct)
    {
        if (ending.IsInTurn)
        {
            var now = clock.GetUtcNow();
            (await grants.Where(grant => grant.EndedAt == null).ToListAsync(ct)).ForEach(grant => grant.End(reason, now));
        }
    }

    // Held first, so that from here on no app gets anything from these sessions: whoever got something is told, once.
    private async Task SettleAsync(Ending ending, CancellationToken ct)
    {
        if (ending.Sessions.Count == 0)
        {
            return;
        }

        var ids = ending.Sessions.Select(session => session.Id).ToArray();
        var open = await db.Database.SqlQuery<Guid>(
            $"""select id as "Value" from sessions where id = any({ids}) and ended_at is null order by id for no key update""").ToListAsync(ct);
        foreach (var session in ending.Sessions)
        {
            if (!open.Contains(session.Id))
            {
                // Another ending was quicker: its reason stands, and it has told the apps.
                await db.Entry(session).ReloadAsync(ct);
                continue;
            }

            await notices.OweAsync(session, ct);
            audit.Record(new SessionEnded(session.EndReason!.Value), session.UserId, sessionId: session.Id);
        }
    }

    // What one call ends: found before the turn, and in it.
    private sealed class Ending
    {
        public List<Session> Sessions { get; } = [];

        public bool IsInTurn { get; set; }

        // What was proven in sign-ins under way may rest on what ends here.
        public bool ForgetsProofs { get; init; }
    }
}
