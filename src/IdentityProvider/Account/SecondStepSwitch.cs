using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.Storage;

namespace IdentityProvider.Account;

/// <summary>Turns a person's own switch, writes it down and tells them. Turning it to where it stands does nothing.</summary>
public sealed class SecondStepSwitch(ChangeNotices notices, AuditLog audit, IdpDbContext db)
{
    public async Task TurnAsync(AccountVisit visit, bool on, CancellationToken ct)
    {
        if (on == visit.User.SecondStepSince is not null)
        {
            return;
        }

        if (on)
        {
            visit.User.SwitchSecondStepOn(visit.Now);
            Note(visit, new Audit.SecondStepSwitchedOn(), new Delivery.SecondStepSwitchedOn(visit.Now));
        }
        else
        {
            visit.User.SwitchSecondStepOff();
            Note(visit, new Audit.SecondStepSwitchedOff(), new Delivery.SecondStepSwitchedOff(visit.Now));
        }

        await db.SaveChangesAsync(ct);
    }

    private void Note(AccountVisit visit, AuditEvent happened, NoticeContent notice)
    {
        audit.Record(happened, visit.User.Id, visit.Home?.Id, sessionId: visit.Session.Id);
        notices.Tell(visit, notice);
    }
}
