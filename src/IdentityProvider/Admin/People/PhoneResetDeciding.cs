using IdentityProvider.Audit;
using IdentityProvider.Phones;
using IdentityProvider.SignIn;
using IdentityProvider.SignIn.PhoneReset;
using ApprovedEvent = IdentityProvider.Audit.PhoneResetApproved;
using ApprovedNotice = IdentityProvider.Delivery.PhoneResetApproved;
using RefusedEvent = IdentityProvider.Audit.PhoneResetRefused;

namespace IdentityProvider.Admin.People;

/// <summary>What an admin decides about another phone for somebody. Whether they may is judged before (<see cref="PersonVisits"/>); the caller saves.</summary>
public sealed class PhoneResetDeciding(PhoneResets resets, Reasons reasons, PhoneResetLetters letters, AuditLog audit, TimeProvider clock)
{
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Approves the request, or begins an approved one for somebody who asked by word of mouth.</summary>
    public async Task<PhoneResetRequest> ApproveAsync(PersonVisit visit, PhoneResetRequest? asked, string check, CancellationToken ct)
    {
        var request = asked ?? await resets.BeginAsync(visit.Person.Id, reasonId: null, ct);
        var checkId = reasons.Keep(check);
        request.Approve(visit.Admin.Admin.Id, checkId, Now);
        Record(visit, new ApprovedEvent(request.Id, checkId));
        return request;
    }

    public void Refuse(PersonVisit visit, PhoneResetRequest asked, string why)
    {
        var whyId = reasons.Keep(why);
        asked.Refuse(visit.Admin.Admin.Id, whyId, Now);
        Record(visit, new RefusedEvent(asked.Id, whyId));
    }

    /// <summary>Tells the person on every way that is known, by mail with a button for whoever did not ask.</summary>
    public Task TellEverywhereAsync(PersonVisit visit, PhoneResetRequest approved, CancellationToken ct) => letters.ToEverywhereAsync(
        visit.Person, SignInCodes.LetterClinicOf(visit.Admin.Clinic), visit.Language,
        new ApprovedNotice(approved.DecidedAt!.Value, approved.ExpiresAt), approved.AskedAt, ct);

    private void Record(PersonVisit visit, AuditEvent happened) =>
        audit.Record(happened, visit.Person.Id, visit.Admin.Clinic.Id, sessionId: visit.Admin.Session.Id);
}
