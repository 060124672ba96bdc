using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.SignIn;
using IdentityProvider.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Developers;

/// <summary>One app: what is wrong with it, what it is, how to put it in place.</summary>
[SignedIn(LocalPage.DevelopersApp, For = Visitors.Developers)]
public sealed class AppModel(
    DeveloperVisits visits, ClientSecrets secrets, NamedClinics clinics, RegistrationTerms terms, IOptions<ServerOptions> server) : PageModel
{
    /// <summary>The language of the snippet.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Snippet { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Saved { get; set; }

    public DeveloperVisit Visit { get; private set; } = null!;

    public DeveloperClient App { get; private set; } = null!;

    public Client Client { get; private set; } = null!;

    public IReadOnlyList<AppProblem> Problems { get; private set; } = [];

    /// <summary>Practice IDs of the clinics it serves, and of those it asks.</summary>
    public IReadOnlyList<string> Serves { get; private set; } = [];

    public IReadOnlyList<string> Asks { get; private set; } = [];

    public IReadOnlyList<Snippet> Snippets { get; private set; } = [];

    public Snippet Shown => Snippets.FirstOrDefault(snippet => snippet.Key == Snippet) ?? Snippets[0];

    public async Task<IActionResult> OnGetAsync(string clientId, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        if (await visits.AppAsync(Visit, clientId, ct) is not { } app)
        {
            return NotFound();
        }

        App = app;
        Client = app.Client.ToClient([]);
        Problems = [.. AppProblems.Of(Client, app.Reach, AppProblems.SwitchOf(app.Client), await secrets.LiveAsync(clientId, ct), terms, Visit.Now)];
        Serves = await clinics.NamesAsync(app.Client.Clinics, ct);
        Asks = await clinics.NamesAsync(app.Reach.Wanted.Clinics, ct);
        Snippets = Developers.Snippets.For(Client, server.Value.Issuer.TrimEnd('/'));
        return Page();
    }
}
