using IdentityProvider.Audit;
using IdentityProvider.Clients;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Developers;

/// <summary>An app's secrets, the token it manages itself by, and its switches. Everything here needs a second factor of the last ten minutes.</summary>
[SignedIn(LocalPage.DevelopersAppKeys, For = Visitors.Developers, StepUp = StepUp.SecondFactor)]
public sealed class AppKeysModel(DeveloperVisits visits, ClientSecrets secrets, ClientDesk desk, AuditLog audit, IdpDbContext db) : PageModel
{
    public DeveloperVisit Visit { get; private set; } = null!;

    public DeveloperClient App { get; private set; } = null!;

    public RegisteredClient Client => App.Client;

    /// <summary>Those that work, the newest first.</summary>
    public IReadOnlyList<StoredClientSecret> Secrets { get; private set; } = [];

    /// <summary>A secret that was just drawn, shown this once.</summary>
    public string? NewSecret { get; private set; }

    /// <summary>A management token that was just drawn, shown this once.</summary>
    public string? NewManagementToken { get; private set; }

    public bool HasSecrets => AuthMethodNames.NeedsSecret(Client.AuthMethod);

    public async Task<IActionResult> OnGetAsync(string clientId, CancellationToken ct) => await OpenAsync(clientId, ct) ?? await ShowAsync(ct);

    public async Task<IActionResult> OnPostRotateAsync(string clientId, CancellationToken ct)
    {
        if (await OpenAsync(clientId, ct) is { } closed)
        {
            return closed;
        }

        if (!HasSecrets)
        {
            return Back();
        }

        NewSecret = await secrets.IssueAsync(Client.Id, ct);
        await RecordAsync(new ClientSecretIssued(), ct);
        return await ShowAsync(ct);
    }

    public async Task<IActionResult> OnPostEndAsync(string clientId, Guid secret, CancellationToken ct)
    {
        if (await OpenAsync(clientId, ct) is { } closed)
        {
            return closed;
        }

        if (await secrets.EndAsync(Client.Id, secret, ct))
        {
            await RecordAsync(new ClientSecretEnded(), ct);
        }

        return Back();
    }

    public async Task<IActionResult> OnPostManagementTokenAsync(string clientId, CancellationToken ct)
    {
        if (await OpenAsync(clientId, ct) is { } closed)
        {
            return closed;
        }

        NewManagementToken = ClientDesk.NewManagementToken(Client);
        await RecordAsync(new ClientManagementTokenIssued(), ct);
        return await ShowAsync(ct);
    }

    public async Task<IActionResult> OnPostSwitchAsync(string clientId, bool on, CancellationToken ct)
    {
        if (await OpenAsync(clientId, ct) is { } closed)
        {
            return closed;
        }

        if (!on)
        {
            Client.Disable(Visit.Now);
        }
        else if (!Client.TryEnable())
        {
            // An operator's switch: the page says so, and shows no button for this.
            return Back();
        }

        // An operator who switches it off at this moment is not overruled.
        desk.Hold(App.Reach);
        await RecordAsync(on ? new ClientEnabled() : new ClientDisabled(), ct);
        return Back();
    }

    public async Task<IActionResult> OnPostDeleteAsync(string clientId, CancellationToken ct)
    {
        if (await OpenAsync(clientId, ct) is { } closed)
        {
            return closed;
        }

        await secrets.EndAllAsync(Client.Id, ct);
        Client.Delete(Visit.Now);

        // Another tab that switches it on at this moment does not bring it back.
        desk.Hold(App.Reach);
        await RecordAsync(new ClientDeleted(), ct);
        return Redirect("/developers");
    }

    private RedirectResult Back() => Redirect($"/developers/apps/{Uri.EscapeDataString(Client.Id)}/keys");

    private async Task<IActionResult?> OpenAsync(string clientId, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        if (await visits.AppAsync(Visit, clientId, ct) is not { } app)
        {
            return NotFound();
        }

        App = app;
        return null;
    }

    private Task<int> RecordAsync(AuditEvent happened, CancellationToken ct)
    {
        audit.Record(happened, Visit.User.Id, clientId: Client.Id, sessionId: Visit.Session.Id);
        return db.SaveChangesAsync(ct);
    }

    private async Task<PageResult> ShowAsync(CancellationToken ct)
    {
        Secrets = await secrets.LiveAsync(Client.Id, ct);
        return Page();
    }
}
