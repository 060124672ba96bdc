using IdentityProvider.Clinics;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Admin.People;

/// <summary>One of the clinic's people: how they sign in, what happened, and what can be done for them.</summary>
[SignedIn(LocalPage.AdminPerson, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class PersonModel(PersonVisits visits, PersonFiles files, PeopleSearch search, PeopleLocks locks) : PageModel
{
    [FromRoute]
    public Guid PersonId { get; set; }

    /// <summary>The action that was just done, for the note on top.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public PersonVisit Visit { get; private set; } = null!;

    public PersonFile Read { get; private set; } = null!;

    public IReadOnlyList<PersonAction> Actions { get; private set; } = [];

    public bool IsLocked { get; private set; }

    public Guid? Before { get; private set; }

    public Guid? After { get; private set; }

    /// <summary>Null for what no action is called: an address that somebody made up shows nothing.</summary>
    public PersonAction? JustDone => PersonActions.All.FirstOrDefault(action => action.Path == Done);

    /// <summary>Whether the power reaches the sign-in itself: phones, browsers and networks show only then.</summary>
    public bool SeesEverything => Visit.Power.Covers(PowerReach.SignIn);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var arrival = await visits.BeginAsync(HttpContext, PersonId, needed: null, ct);
        if (arrival.Visit is not { } visit)
        {
            return arrival.Elsewhere!;
        }

        Visit = visit;
        Read = await files.ReadAsync(visit, ct);
        Actions = [.. PersonActions.Of(visit)];
        IsLocked = (await locks.OfAsync(visit.Admin.Clinic.Id, ct)).Contains(PersonId);
        (Before, After) = await search.NeighborsAsync(visit.Admin.Clinic.Id, visit.Person, ct);
        return Page();
    }

    /// <summary>Nothing is done on this page; without this the framework would draw it for nobody.</summary>
    public IActionResult OnPost() => NotFound();
}
