using IdentityProvider.Storage;
using IdentityProvider.Users;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;
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

    /// <summary>Offers a place; an open offer to the same address for the same group of people is replaced. The caller saves.</summary>
    /// <returns>What makes the link, in clear: for the letter, and for nothing else.</returns>
    public async Task<string> InviteAsync(Invitation invitation, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var before = await db.Invitations
            .Where(i => i.ClinicId == invitation.ClinicId && i.NormalizedEmail == invitation.NormalizedEmail && i.AcceptedAt == null && i.EndedAt == null)
            .ToListAsync(ct);
        before.Where(old => Membership.GroupOf(old.Role) == Membership.GroupOf(invitation.Role)).ToList().ForEach(old => old.End(InvitationEnd.Replaced, now));
        db.Invitations.Add(invitation);
        return Send(invitation);
    }

    /// <summary>A new link for an open invitation. The caller saves.</summary>
    public string Send(Invitation invitation)
    {
        var (token, hash) = RandomToken.Draw();
        invitation.Send(hash, clock.GetUtcNow(), TimeSpan.FromDays(options.Value.LifetimeDays));
        return token;
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
    /// <returns>The membership it gives; null when it does not stand any more, or is another address's.</returns>
    public async Task<Membership?> AcceptAsync(Guid invitationId, User user, CancellationToken ct)
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
    public async Task<bool> EndNowAsync(Guid invitationId, InvitationEnd reason, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.Invitations.Where(i => i.Id == invitationId && i.AcceptedAt == null && i.EndedAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(i => i.EndedAt, now).SetProperty(i => i.EndedFor, reason), ct) == 1;
    }

    /// <summary>
    /// Takes back what somebody offered who may not any more: whoever leaves, or sinks to a lower role, must not have let a friend in above it
    /// on the way. The caller saves.
    /// </summary>
    /// <param name="left">The role they have from now on; null for none.</param>
    public async Task WithdrawOfAsync(Guid userId, Guid clinicId, Role? left, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var open = await db.Invitations.Where(i => i.ClinicId == clinicId && i.InvitedBy == userId && i.AcceptedAt == null && i.EndedAt == null).ToListAsync(ct);
        open.Where(i => Membership.Administrators.Contains(i.Role) && (left is not { } own || !AdminPower.MayGive(own, i.Role)))
            .ToList().ForEach(i => i.End(InvitationEnd.Withdrawn, now));
    }

    /// <summary>
    /// Takes back what a clinic still offers somebody of the same kind as the place that just ended: accepting it would bring back who was let go.
    /// The caller saves.
    /// </summary>
    public async Task WithdrawToAsync(User user, Guid clinicId, RoleGroup group, CancellationToken ct)
    {
        var (now, address) = (clock.GetUtcNow(), user.NormalizedEmail);
        var open = await db.Invitations.Where(i => i.ClinicId == clinicId && i.NormalizedEmail == address && i.AcceptedAt == null && i.EndedAt == null).ToListAsync(ct);
        open.Where(i => Membership.GroupOf(i.Role) == group).ToList().ForEach(i => i.End(InvitationEnd.Withdrawn, now));
    }

    // One place in a group: who works here already gets the higher role, and who left has the old place back.
    private async Task<Membership> PlaceAsync(Invitation invitation, User user, DateTimeOffset now, CancellationToken ct)
    {
        var here = await db.Memberships.Where(m => m.UserId == user.Id && m.ClinicId == invitation.ClinicId).ToListAsync(ct);
        var active = here.FirstOrDefault(m => m.IsActive && m.Group == Membership.GroupOf(invitation.Role));
        if (active is not null && active.Role <= invitation.Role)
        {
            return active;
        }

        var before = here.FirstOrDefault(m => m.Role == invitation.Role);
        if (before is null && active is not null)
        {
            active.ChangeRole(invitation.Role);
            return active;
        }

        active?.Deactivate(now);
        var place = before ?? db.Memberships.Add(new Membership(user.Id, invitation.ClinicId, invitation.Role, now)).Entity;
        place.TakeOver(now);
        return place;
    }
}
