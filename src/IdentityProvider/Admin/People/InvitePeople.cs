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

    public async Task InviteAsync(AdminVisit visit, IReadOnlyList<Invitee> people, Role role, string language, CancellationToken ct)
    {
        foreach (var person in people)
        {
            var invitation = new Invitation(visit.Clinic.Id, person.Email, person.Name, role, visit.Admin.Id, clock.GetUtcNow()) { Language = language };
            Mail(visit, invitation, await invitations.InviteAsync(invitation, ct));
            audit.Record(new InvitationSent(invitation.Id, role), clinicId: visit.Clinic.Id, sessionId: visit.Session.Id);
        }

        await db.SaveChangesAsync(ct);
    }

    /// <returns>False when it was answered meanwhile, or the last mail is not five minutes old.</returns>
    public async Task<bool> ResendAsync(AdminVisit visit, Guid id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await OpenAsync(visit, id, ct) is not { } invitation || now < invitation.SentAt + Invitations.ResendWait || await LeftTodayAsync(visit, ct) < 1)
        {
            return false;
        }

        Mail(visit, invitation, invitations.Send(invitation));
        audit.Record(new InvitationSent(invitation.Id, invitation.Role), clinicId: visit.Clinic.Id, sessionId: visit.Session.Id);
        await db.SaveChangesAsync(ct);
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

    private void Mail(AdminVisit visit, Invitation invitation, string token) =>
        outbox.Enqueue(new Letter(Channel.Email, invitation.Email, invitation.Language, new InvitationLink(token, invitation.ExpiresAt))
        {
            Clinic = SignInCodes.LetterClinicOf(visit.Clinic),
        });
}
