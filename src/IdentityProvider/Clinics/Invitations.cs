using IdentityProvider.Storage;
using IdentityProvider.Users;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Clinics;

/// <summary>The only door to invitations.</summary>
public sealed class Invitations(IdpDbContext db, IOptions<InvitationOptions> options, TimeProvider clock)
{
    /// <summary>How long after a mail the next one may go to the same address.</summary>
    public static readonly TimeSpan ResendWait = TimeSpan.FromMinutes(5);

    /// <summary>How many more may be sent today.</summary>
    public async Task<int> LeftTodayAsync(Guid clinicId, CancellationToken ct)
    {
        var since = clock.GetUtcNow() - TimeSpan.FromDays(1);
        return options.Value.MostPerDay - await db.Invitations.Where(i => i.ClinicId == clinicId && i.SentAt > since).SumAsync(i => i.TimesSent, ct);
    }

    /// <summary>One of these addresses to which the clinic has just mailed an invitation, whatever became of it: the next one waits. Null for none.</summary>
    public async Task<string?> JustMailedAsync(Guid clinicId, IEnumerable<string> addresses, CancellationToken ct)
    {
        var (since, names) = (clock.GetUtcNow() - ResendWait, addresses.Select(User.Normalize).ToList());
        return await db.Invitations.Where(i => i.ClinicId == clinicId && names.Contains(i.NormalizedEmail) && i.SentAt > since)
            .OrderBy(i => i.SentAt).Select(i => i.Email).FirstOrDefaultAsync(ct);
    }

    /// <summary>
    /// Begins the transaction in which a clinic mails invitations, when it is its turn: two requests at the same moment would both find that the wait is
    /// over, or that there are mails left today. Ask for these after this; the caller saves and commits.
    /// </summary>
    public async Task<IDbContextTransaction> BeginMailingAsync(Guid clinicId, CancellationToken ct)
    {
        // Whoever invites comes first, and then the clinic: in the order of everything that locks both.
        var mailing = await db.BeginTurnAsync([], ct);
        await db.Database.ExecuteSqlAsync($"select 1 from clinics where id = {clinicId} for no key update", ct);
        return mailing;
    }

    /// <summary>
    /// Offers a place; an open offer to the same address for the same group of people is replaced. Call it after <see cref="BeginMailingAsync"/>; the
    /// caller saves.
    /// </summary>
    /// <returns>What makes the link, in clear: for the letter, and for nothing else.</returns>
    public async Task<string> InviteAsync(Invitation invitation, CancellationToken ct)
    {
        var before = await OpenTo(invitation.ClinicId, invitation.NormalizedEmail).ToListAsync(ct);
        await EndNowAsync(before.Where(old => Membership.GroupOf(old.Role) == Membership.GroupOf(invitation.Role)), InvitationEnd.Replaced, ct);
        db.Invitations.Add(invitation);
        var (token, hash) = RandomToken.Draw();
        invitation.Send(hash, clock.GetUtcNow(), Lifetime);
        return token;
    }

    /// <summary>
    /// A new link for an open invitation whose last mail is old enough: at once, in one statement, so that nothing that was answered meanwhile is mailed
    /// again. Call it after <see cref="BeginMailingAsync"/>.
    /// </summary>
    /// <returns>What makes the link, in clear, and until when it works; null when it was answered or mailed meanwhile.</returns>
    public async Task<(string Token, DateTimeOffset ExpiresAt)?> ResendAsync(Guid invitationId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (latest, expires, (token, hash)) = (now - ResendWait, now + Lifetime, RandomToken.Draw());
        var sent = await db.Invitations.Where(i => i.Id == invitationId && i.AcceptedAt == null && i.EndedAt == null && i.SentAt <= latest).ExecuteUpdateAsync(
            set => set.SetProperty(i => i.TokenHash, hash).SetProperty(i => i.SentAt, now).SetProperty(i => i.ExpiresAt, expires)
                .SetProperty(i => i.TimesSent, i => i.TimesSent + 1),
            ct);
        return sent == 1 ? (token, expires) : null;
    }

    /// <summary>Those of a clinic that nobody has answered, the newest first, expired ones included.</summary>
    public async Task<IReadOnlyList<Invitation>> OpenOfAsync(Guid clinicId, CancellationToken ct) =>
        await db.Invitations.Where(i => i.ClinicId == clinicId && i.AcceptedAt == null && i.EndedAt == null)
            .OrderByDescending(i => i.CreatedAt).Take(500).ToListAsync(ct);

    /// <summary>The live ones to an address, with their clinics. Only for whoever has proven to read it.</summary>
    public async Task<IReadOnlyList<(Invitation Invitation, Clinic Clinic)>> WaitingForAsync(User user, CancellationToken ct)
    {
        if (user.EmailVerifiedAt is null || user.NormalizedEmail is not { } address)
        {
            return [];
        }

        var now = clock.GetUtcNow();
        var waiting = await db.Invitations
            .Where(i => i.NormalizedEmail == address && i.AcceptedAt == null && i.EndedAt == null && i.ExpiresAt > now)
            .Join(db.Clinics, i => i.ClinicId, clinic => clinic.Id, (invitation, clinic) => new { invitation, clinic })
            .OrderBy(pair => pair.invitation.CreatedAt)
            .ToListAsync(ct);
        return [.. waiting.Select(pair => (pair.invitation, pair.clinic))];
    }

    /// <summary>By its link, as it stands; null for none.</summary>
    public async Task<Invitation?> FindAsync(string? token, CancellationToken ct) => RandomToken.HashOf(token) is { } hash
        ? await db.Invitations.AsNoTracking().SingleOrDefaultAsync(i => i.TokenHash == hash, ct)
        : null;

    /// <summary>
    /// Takes an invitation up for a user of its address: at once, in one statement, so that of two presses one gets it. Call it in the
    /// transaction in which the membership is saved.
    /// </summary>
    /// <returns>The place it gives; null when it does not stand any more, or is another address's.</returns>
    public async Task<TakenPlace?> AcceptAsync(Guid invitationId, User user, CancellationToken ct)
    {
        var (now, address) = (clock.GetUtcNow(), user.NormalizedEmail);
        var accepted = await db.Invitations.FromSql($"""
            update invitations set accepted_at = {now}, accepted_by = {user.Id}
             where id = {invitationId} and normalized_email = {address} and accepted_at is null and ended_at is null and expires_at > {now}
            returning *
            """).AsNoTracking().ToListAsync(ct);
        return accepted is [var invitation] ? await PlaceAsync(invitation, user, now, ct) : null;
    }

    /// <summary>
    /// Ends an offer that nobody has answered: at once, in one statement, so that it is either ended or accepted and never both. Call it in the
    /// transaction in which that is written down.
    /// </summary>
    /// <returns>False when it was answered, or ended, meanwhile.</returns>
    public async Task<bool> EndNowAsync(Guid invitationId, InvitationEnd reason, CancellationToken ct) => await EndNowAsync([invitationId], reason, ct) == 1;

    private Task<int> EndNowAsync(IEnumerable<Invitation> offers, InvitationEnd reason, CancellationToken ct) =>
        EndNowAsync([.. offers.Select(offer => offer.Id)], reason, ct);

    private Task<int> EndNowAsync(Guid[] ids, InvitationEnd reason, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.Invitations.Where(i => ids.Contains(i.Id) && i.AcceptedAt == null && i.EndedAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(i => i.EndedAt, now).SetProperty(i => i.EndedFor, reason), ct);
    }

    private TimeSpan Lifetime => TimeSpan.FromDays(options.Value.LifetimeDays);

    private IQueryable<Invitation> OpenTo(Guid clinicId, string? address) =>
        db.Invitations.AsNoTracking().Where(i => i.ClinicId == clinicId && i.NormalizedEmail == address && i.AcceptedAt == null && i.EndedAt == null);

    /// <summary>
    /// Takes back what somebody offered who may not any more: whoever leaves, or sinks to a lower role, must not have let a friend in above it
    /// on the way. At once; call it in the transaction in which they leave.
    /// </summary>
    /// <param name="left">The role they have from now on; null for none.</param>
    public async Task WithdrawOfAsync(Guid userId, Guid clinicId, Role? left, CancellationToken ct)
    {
        var open = await db.Invitations.AsNoTracking()
            .Where(i => i.ClinicId == clinicId && i.InvitedBy == userId && i.AcceptedAt == null && i.EndedAt == null).ToListAsync(ct);
        var above = open.Where(i => Membership.Administrators.Contains(i.Role) && (left is not { } own || !AdminPower.MayGive(own, i.Role)));
        await EndNowAsync(above, InvitationEnd.Withdrawn, ct);
    }

    /// <summary>
    /// Takes back what a clinic still offers somebody of the same kind as the place that just ended: accepting it would bring back who was let go.
    /// At once; call it in the transaction in which it ends.
    /// </summary>
    public async Task WithdrawToAsync(User user, Guid clinicId, RoleGroup group, CancellationToken ct)
    {
        var open = await OpenTo(clinicId, user.NormalizedEmail).ToListAsync(ct);
        await EndNowAsync(open.Where(i => Membership.GroupOf(i.Role) == group), InvitationEnd.Withdrawn, ct);
    }

    // One place in a group: who works here already gets the higher role, and who left has the old place back.
    private async Task<TakenPlace> PlaceAsync(Invitation invitation, User user, DateTimeOffset now, CancellationToken ct)
    {
        var here = await db.Memberships.Where(m => m.UserId == user.Id && m.ClinicId == invitation.ClinicId).ToListAsync(ct);
        var active = here.FirstOrDefault(m => m.IsActive && m.Group == Membership.GroupOf(invitation.Role));
        if (active is not null && active.Role <= invitation.Role)
        {
            return new TakenPlace(active, Replaces: false);
        }

        var before = here.FirstOrDefault(m => m.Role == invitation.Role);
        if (before is null && active is not null)
        {
            active.ChangeRole(invitation.Role);
            return new TakenPlace(active, Replaces: true);
        }

        active?.Deactivate(now);
        var place = before ?? db.Memberships.Add(new Membership(user.Id, invitation.ClinicId, invitation.Role, now)).Entity;
        place.TakeOver(now);
        return new TakenPlace(place, Replaces: active is not null);
    }
}

/// <summary>What accepting an invitation came to.</summary>
/// <param name="Place">The place somebody has now.</param>
/// <param name="Replaces">Whether it took the place, or the role, of one they had: what hung on that is to end.</param>
public sealed record TakenPlace(Membership Place, bool Replaces);
