using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Clients;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Admin;

/// <summary>A developer's app as whoever approves it sees it.</summary>
/// <param name="Owner">Its developer's name; null for one that an operator set up.</param>
public sealed record AskingApp(RegisteredClient Client, ClientReach Reach, string? Owner)
{
    /// <summary>
    /// Which wish of which app this is. An approval counts only for what was looked at: a developer may change either at any moment.
    /// </summary>
    public string Wish => WishOf(Client, Reach);

    public static string WishOf(RegisteredClient client, ClientReach reach) =>
        $"{reach.AskedAt.ToUnixTimeMilliseconds()}.{ApprovedTraits.HashOf(ClientMetadata.Of(client.ToClient([])))}";
}

/// <summary>
/// Approvals of apps, and what follows when one is taken back. An approval counts only for what was looked at; one is taken back whatever the app's
/// developer, or anybody else, changes at that moment.
/// </summary>
public sealed class AppApprovals(IdpDbContext db, ClientDesk desk, AppEndings endings, AuditLog audit)
{
    /// <summary>Every app with what it wants and has, by name.</summary>
    public async Task<IReadOnlyList<AskingApp>> AllAsync(CancellationToken ct)
    {
        var apps = await (from client in db.Clients.AsNoTracking()
                          where client.DeletedAt == null
                          join reach in db.ClientReach.AsNoTracking() on client.Id equals reach.ClientId into wishes
                          from wish in wishes.DefaultIfEmpty()
                          join owner in db.Users.AsNoTracking() on client.OwnerId equals owner.Id into owners
                          from developer in owners.DefaultIfEmpty()
                          orderby client.Name, client.Id
                          select new { Client = client, Wish = wish, Owner = developer }).ToListAsync(ct);
        return [.. apps.Select(app => new AskingApp(
            app.Client, app.Wish ?? new ClientReach(app.Client.Id, app.Client.ReachNow, app.Client.ReachNow, app.Client.CreatedAt), app.Owner?.DisplayName))];
    }

    /// <summary>An owner lets the own clinic's people use an app that asks for them.</summary>
    /// <returns>False when it does not ask (any more), or asks for something else than the owner saw.</returns>
    public async Task<bool> ApproveForClinicAsync(AdminVisit visit, string clientId, string wish, CancellationToken ct)
    {
        if (await FindAsync(clientId, wish, ct) is not { } app || app.Reach.Wanted.ApprovedBy(visit.Clinic.Id, app.Reach.Approved) is not { } approved)
        {
            return false;
        }

        desk.Approve(app, approved);
        audit.Record(new ClientApproved(EveryClinic: false, app.Client.IsThirdParty), visit.Admin.Id, visit.Clinic.Id, clientId, sessionId: visit.Session.Id);
        return await TrySaveAsync(ct);
    }

    /// <summary>An owner takes the clinic's approval back. What the app holds of its people ends.</summary>
    public async Task<bool> WithdrawForClinicAsync(AdminVisit visit, string clientId, CancellationToken ct)
    {
        await using var turn = await db.BeginTurnAsync([], ct);
        if (await desk.TakeAsync(clientId, ct) is not { } app || !app.Reach.Approved.Clinics.Contains(visit.Clinic.Id))
        {
            return false;
        }

        desk.Approve(app, app.Reach.Approved.Without(visit.Clinic.Id));
        endings.EndAppAt(clientId, visit.Clinic.Id);
        audit.Record(new ClientApprovalWithdrawn(), visit.Admin.Id, visit.Clinic.Id, clientId, sessionId: visit.Session.Id);
        await db.SaveChangesAsync(ct);
        await turn.CommitAsync(ct);
        return true;
    }

    /// <summary>An operator approves all that an app asks for.</summary>
    /// <param name="isFirstParty">Whether it is the clinics' own, so that nobody is asked what it may have.</param>
    public async Task<bool> ApproveAsync(PlatformVisit visit, string clientId, string wish, bool isFirstParty, CancellationToken ct)
    {
        if (await FindAsync(clientId, wish, ct) is not { } app)
        {
            return false;
        }

        app.Client.IsThirdParty = !isFirstParty;
        desk.Approve(app, app.Reach.Wanted);
        audit.Record(new ClientApproved(app.Reach.Wanted.EveryClinic, app.Client.IsThirdParty), visit.Operator.Id, clinicId: null, clientId, sessionId: visit.Session.Id);
        return await TrySaveAsync(ct);
    }

    /// <summary>An operator takes back every approval of an app, whoever gave it.</summary>
    public async Task<bool> WithdrawAsync(PlatformVisit visit, string clientId, CancellationToken ct)
    {
        await using var turn = await db.BeginTurnAsync([], ct);
        if (await desk.TakeAsync(clientId, ct) is not { } app)
        {
            return false;
        }

        desk.Approve(app, Reach.Nothing);
        endings.EndAppAt(clientId, clinicId: null);
        audit.Record(new ClientApprovalWithdrawn(), visit.Operator.Id, clinicId: null, clientId, sessionId: visit.Session.Id);
        await db.SaveChangesAsync(ct);
        await turn.CommitAsync(ct);
        return true;
    }

    private async Task<DeveloperClient?> FindAsync(string clientId, string wish, CancellationToken ct) =>
        await desk.FindAsync(clientId, ct) is { } app && AskingApp.WishOf(app.Client, app.Reach) == wish ? app : null;

    // The wish or another approval came in between: nothing was approved that nobody looked at.
    private async Task<bool> TrySaveAsync(CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateConcurrencyException overtaken) when (overtaken is not VisitEndedException)
        {
            db.ChangeTracker.Clear();
            return false;
        }
    }
}
