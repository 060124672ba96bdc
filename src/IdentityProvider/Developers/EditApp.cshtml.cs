using IdentityProvider.Clients;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.Shared;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Developers;

/// <summary>Changing what an app says about itself and wants. What it was approved for stays.</summary>
[SignedIn(LocalPage.DevelopersAppEdit, For = Visitors.Developers, StepUp = StepUp.SecondFactor, SealsForm = true)]
public sealed class EditAppModel(DeveloperVisits visits, AppSaving saving, NamedClinics clinics, FormsComingBack forms, IStringLocalizer<DeveloperTexts> texts) : PageModel
{
    /// <summary>Never from the address: the ids of apps are public, and a stranger's link must not fill in a form that one press saves.</summary>
    [BindProperty]
    public AppForm Form { get; set; } = new();

    public DeveloperVisit Visit { get; private set; } = null!;

    public DeveloperClient App { get; private set; } = null!;

    /// <summary>A secret that the change made necessary, shown this once.</summary>
    public string? Secret { get; private set; }

    public async Task<IActionResult> OnGetAsync(string clientId, CancellationToken ct)
    {
        if (await OpenAsync(clientId, ct) is { } closed)
        {
            return closed;
        }

        if (forms.Open(Request, Visit, LocalPage.DevelopersAppEdit, App.Client.Id) is { } typed)
        {
            await TryUpdateModelAsync(Form, nameof(Form), typed);
            Form.Kind = App.Client.Kind;
        }
        else
        {
            var wanted = App.Reach.Wanted;
            Form = AppForm.Of(App.Client.ToClient([]), wanted, await clinics.NamesAsync(wanted.Clinics, ct));
        }

        ModelState.Clear();

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string clientId, CancellationToken ct)
    {
        if (await OpenAsync(clientId, ct) is { } closed)
        {
            return closed;
        }

        ModelState.Forgive();
        var (metadata, wanted, errors) = await saving.ReadAsync(Form, ClientMetadata.Of(App.Client.ToClient([])), ct);
        foreach (var error in errors)
        {
            ModelState.AddModelError($"{nameof(Form)}.{error.Field}", texts[error.Text, error.Value ?? ""]);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        Secret = await saving.ChangeAsync(Visit, App, metadata, wanted, ct);
        return Secret is null ? Redirect($"/developers/apps/{Uri.EscapeDataString(App.Client.Id)}?saved=true") : Page();
    }

    // What it is was decided when it was registered: another kind is another app.
    private async Task<IActionResult?> OpenAsync(string clientId, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        if (await visits.AppAsync(Visit, clientId, ct) is not { } app)
        {
            return NotFound();
        }

        App = app;
        Form.Kind = app.Client.Kind;
        return null;
    }
}
