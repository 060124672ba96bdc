using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Connect;

/// <summary>Writes down what somebody decided about a device: the first decision stands.</summary>
internal sealed class DeviceDecisions(Grants grants, Consents consents, AuditLog audit, IdpDbContext db)
{
    /// <param name="ticked">The scopes that were left ticked. Where nothing is left at all it is a no: a token without a scope would be a yes to nothing.</param>
    public Task AllowAsync(DeviceQuestion question, SignInAnswer.GoodEnough enough, IReadOnlyCollection<string> ticked, CancellationToken ct)
    {
        var granted = ConsentRules.Granted(question.Asked, ticked);
        return granted.IsEmpty ? DenyAsync(question, ct) : AllowAsync(question, enough, granted, ct);
    }

    public async Task DenyAsync(DeviceQuestion question, CancellationToken ct)
    {
        question.Device.Deny(question.Demand.AskedAt);
        Record(question, new DeviceDenied(question.Device.Id));
        await SaveAsync(ct);
    }

    private async Task AllowAsync(DeviceQuestion question, SignInAnswer.GoodEnough enough, Scope granted, CancellationToken ct)
    {
        // The door has said that fresh proofs suffice at this moment, so they amount to something.
        var assurance = Assurance.Of(enough.Session.Proofs, question.Demand.ProofsNotBefore(enough.Now))!;
        var grant = new Grant(question.Client, enough.Session, enough.Membership?.Id, granted, assurance, enough.Now);
        await using var transaction = await db.BeginTurnAsync([enough.Session.UserId], ct);
        if (!await grants.HoldAsync(grant, needsConsent: false, ct))
        {
            // Nothing is decided: the page finds nobody signed in, and asks.
            return;
        }

        grants.Add(grant, question.Client);
        question.Device.Approve(grant.Id);
        if (question.Client.IsThirdParty)
        {
            await consents.DecideAsync(enough.Session.UserId, question.Client.Id, enough.Membership?.Id, question.Asked, granted, ct);
        }

        Record(question, new DeviceApproved(question.Device.Id));
        if (await SaveAsync(ct))
        {
            await transaction.CommitAsync(ct);
        }
    }

    private void Record(DeviceQuestion question, AuditEvent happened) =>
        audit.Record(happened, question.Session.UserId, question.Answer?.Membership?.ClinicId, question.Client.Id, sessionId: question.Session.Id);

    // Two decisions at once: the one that was saved first stands, and the page shows it.
    private async Task<bool> SaveAsync(CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException failed) when (SaveConflicts.IsOfTwo(failed))
        {
            db.ChangeTracker.Clear();
            return false;
        }
    }
}
