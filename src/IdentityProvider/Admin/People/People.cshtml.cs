using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;

namespace IdentityProvider.Admin.People;

/// <summary>The people of a clinic.</summary>
[SignedIn(LocalPage.AdminPeople, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class PeopleModel(AdminVisits visits, PeopleSearch search) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "")]
    public PeopleFilter Filter { get; set; } = new();

    /// <summary>What was just done, for the note on top.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public AdminVisit Visit { get; private set; } = null!;

    public PeoplePage Found { get; private set; } = null!;

    public string Path => $"/admin/{Uri.EscapeDataString(Visit.Clinic.PracticeId)}/people";

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        Found = await search.FindAsync(Visit.Clinic.Id, Filter, ct);
    }

    /// <summary>The same search, another page of it.</summary>
    public string LinkTo(int sheet) => QueryHelpers.AddQueryString(Path, new Dictionary<string, string?>
    {
        ["q"] = Filter.Q,
        ["role"] = Filter.Role?.ToString(),
        ["state"] = Filter.State?.ToString(),
        ["sheet"] = sheet.ToString(System.Globalization.CultureInfo.InvariantCulture),
    }.Where(pair => !string.IsNullOrEmpty(pair.Value)));

    /// <summary>Nothing is done on this page; without this the framework would draw it for nobody.</summary>
    public IActionResult OnPost() => NotFound();
}
