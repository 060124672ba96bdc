using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;

namespace IdentityProvider.Admin.People;

/// <summary>Sends, repeats and withdraws invitations of a clinic. Nothing here asks whether an address has an account: everybody gets the same mail.</summary>
public sealed class InvitePeople(Invitations invitations, Outbox outbox, AuditLog audit, IdpDbContext db, TimeProvider clock)
{
    /// <summary>What is left of today's mails; the page says so when it is not enough.</summary>
    public Task<int> LeftTodayAsync(AdminVisit visit, CancellationToken ct) => invitations.LeftTodayAsync(visit.Clinic.Id, ct);

    /// <returns>False, and nobody is invited, when one of them was mailed a moment ago, or the mails of today are used up.</returns>
    public async Task<bool> InviteAsync(AdminVisit visit, IReadOnlyList<Invitee> people, Role role, string language, CancellationToken ct)
    {
        await using var mailing = await invitations.BeginMailingAsync(visit.Clinic.Id, ct);
        if (people.Count > await LeftTodayAsync(visit, ct) || await invitations.JustMailedAsync(visit.Clinic.Id, people.Select(person => person.Email), ct) is not null)
        {
            return false;
        }

        foreach (var person in people)
        {
            var invitation = new Invitation(visit.Clinic.Id, person.Email, person.Name, role, visit.Admin.Id, clock.GetUtcNow()) { Language = language };
            var token = await invitations.InviteAsync(invitation, ct);
            Mail(visit, invitation, token, invitation.ExpiresAt);
            audit.Record(new InvitationSent(invitation.Id, role), clinicId: visit.Clinic.Id, sessionId: visit.Session.Id);
        }

        await db.SaveChangesAsync(ct);
        await mailing.CommitAsync(ct);
        return true;
    }

    /// <returns>False when it was answered meanwhile, or the last mail is not five minutes old.</returns>
    public async Task<bool> ResendAsync(AdminVisit visit, Guid id, CancellationToken ct)
    {
        await using var mailing = await invitations.BeginMailingAsync(visit.Clinic.Id, ct);
        if (await OpenAsync(visit, id, ct) is not { } invitation || await LeftTodayAsync(visit, ct) < 1 || await invitations.ResendAsync(id, ct) is not { } sent)
        {
            return false;
        }

        Mail(visit, invitation, sent.Token, sent.ExpiresAt);
        audit.Record(new InvitationSent(invitation.Id, invitation.Role), clinicId: visit.Clinic.Id, sessionId: visit.Session.Id);
        await db.SaveChangesAsync(ct);
        await mailing.CommitAsync(ct);
        return true;
    }

    /// <returns>False when it was answered meanwhile.</returns>
    public async Task<bool> WithdrawAsync(AdminVisit visit, Guid id, CancellationToken ct)
    {
        await using var change = await db.BeginTurnAsync([visit.Admin.Id], ct);
        if (await OpenAsync(visit, id, ct) is not { } invitation || !await invitations.EndNowAsync(id, InvitationEnd.Withdrawn, ct))
        {
            return false;
        }

        audit.Record(new InvitationWithdrawn(invitation.Id), clinicId: visit.Clinic.Id, sessionId: visit.Session.Id);
        await db.SaveChangesAsync(ct);
        await change.CommitAsync(ct);
        return true;
    }

    // One that offers a role above the admin's own is an owner's to look after.
    private async Task<Invitation?> OpenAsync(AdminVisit visit, Guid id, CancellationToken ct) =>
        (await invitations.OpenOfAsync(visit.Clinic.Id, ct)).FirstOrDefault(i => i.Id == id && AdminPower.MayGive(visit.Role, i.Role));

    private void Mail(AdminVisit visit, Invitation invitation, string token, DateTimeOffset expiresAt) =>
        outbox.Enqueue(new Letter(Channel.Email, invitation.Email, invitation.Language, new InvitationLink(token, expiresAt))
        {
            Clinic = SignInCodes.LetterClinicOf(visit.Clinic),
        });
}
