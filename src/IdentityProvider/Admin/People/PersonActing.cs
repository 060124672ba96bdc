using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin.People;

/// <summary>How every action of an admin on a person ends: the reason is kept, the log has it, the person is told; all in the one save.</summary>
public sealed class PersonActing(Reasons reasons, AuditLog audit, Outbox outbox, IdpDbContext db, IStringLocalizer<PeopleTexts> texts, TimeProvider clock)
{
    /// <summary>Reads the reason, or says at its field what is wrong with it.</summary>
    /// <returns>Null when there is none.</returns>
    public string? Read(ModelStateDictionary state, string? typed)
    {
        var reason = typed?.Replace("\0", "", StringComparison.Ordinal).Trim() ?? "";
        if (reason.Length is > 0 and <= Reasons.LongestLength)
        {
            return reason;
        }

        state.AddModelError("Reason", reason.Length == 0 ? texts["Reason.Empty"] : texts["Reason.TooLong", Reasons.LongestLength]);
        return null;
    }

    /// <summary>
    /// Whether a link to a new password may go to the person's address, or says why not: an admin who has just changed it would mail it to
    /// themselves.
    /// </summary>
    public bool MayRecover(ModelStateDictionary state, PersonVisit visit)
    {
        if (visit.Person.EmailMayRecover(clock.GetUtcNow()))
        {
            return true;
        }

        state.AddModelError("", texts["Email.TooNew"]);
        return false;
    }

    /// <summary>Puts into the caller's save who did it, and why.</summary>
    /// <param name="happened">The event, with the id of the reason.</param>
    public void Record(PersonVisit visit, string reason, Func<Guid, AuditEvent> happened) =>
        audit.Record(happened(reasons.Keep(reason)), visit.Person.Id, visit.Admin.Clinic.Id, sessionId: visit.Admin.Session.Id);

    /// <summary>Tells the person, at the address of the account or at another one.</summary>
    public void Tell(PersonVisit visit, LetterContent content, string? address = null)
    {
        // Somebody who has never had an address cannot be written to.
        if ((address ?? visit.Person.Email) is { } to)
        {
            outbox.Enqueue(new Letter(Channel.Email, to, visit.Language, content)
            {
                Clinic = SignInCodes.LetterClinicOf(visit.Admin.Clinic),
                UserId = visit.Person.Id,
            });
        }
    }

    /// <summary>Saves, and leads back to the person, with a line that says what was done.</summary>
    public async Task<IActionResult> SaveAsync(PersonVisit visit, string action, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        return Back(visit, action);
    }

    /// <summary>The same; where somebody else changed it at the same moment nothing is saved, and what they made of it says what to answer.</summary>
    /// <param name="overtaken">Answers from rows that are read anew.</param>
    public async Task<IActionResult> SaveAsync(PersonVisit visit, string action, Func<Task<IActionResult>> overtaken, CancellationToken ct)
    {
        try
        {
            return await SaveAsync(visit, action, ct);
        }
        catch (DbUpdateException failed) when (SaveConflicts.IsOfTwo(failed))
        {
            db.StartOver();
            return await overtaken();
        }
    }

    /// <summary>Leads back to the person, when everything is saved already.</summary>
    public static IActionResult Back(PersonVisit visit, string action) => SignInFlow.SeeOther($"{visit.Path}?done={action}");
}
