using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Samples.SmartApp.Launching;

namespace Samples.SmartApp.Pages;

/// <summary>GET /callback: the provider's answer.</summary>
public sealed class CallbackModel(SmartServer server, TripCookie cookie, Visits visits) : PageModel
{
    public string Title { get; private set; } = "";

    public string Next { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(string? state, string? code, string? iss, string? error, CancellationToken ct)
    {
        // state: this browser asked (RFC 6749 §10.12). iss: the provider that was asked answers (RFC 9207).
        var document = await server.DocumentAsync(ct);
        if (cookie.Take(HttpContext, state) is not { } trip || iss != document.Issuer)
        {
            return Refuse("This answer is not ours to take", "It was asked for in another browser, or used already. Open the app again.");
        }

        if (code is null)
        {
            return error == "access_denied"
                ? Refuse("The app was not opened", "It was declined, or your account has no record it could open.")
                : Refuse("The app could not be opened", "Open it again from the chart. If this page comes back, tell whoever looks after your EHR.");
        }

        var tokens = await server.RedeemAsync(document, code, trip, ct);
        var fhirUser = tokens?.IdToken is { } idToken ? await server.FhirUserAsync(document, idToken, trip, ct) : null;
        if (tokens?.AccessToken is null || fhirUser is null)
        {
            return Refuse("The app could not be opened", "The provider's answer did not hold. Open the app again.");
        }

        if (tokens.Patient is null)
        {
            return Refuse("No patient was chosen", "This app shows one patient. Open it from a chart, or choose one when you are asked.");
        }

        visits.Begin(HttpContext, tokens, fhirUser);
        return RedirectToPage("/Vitals");
    }

    private PageResult Refuse(string title, string next)
    {
        (Title, Next) = (title, next);
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
