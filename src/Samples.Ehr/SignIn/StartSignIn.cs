using Microsoft.Extensions.Options;

namespace Samples.Ehr.SignIn;

/// <summary>GET /sign-in: sends the browser to the identity provider. Pages/Callback.cshtml.cs takes the answer.</summary>
internal static class StartSignIn
{
    public static async Task<IResult> HandleAsync(
        HttpContext http, Authority authority, SignInCookie cookie, IOptions<EhrOptions> options,
        string? returnPath, string? acr, string? maxAge, CancellationToken ct)
    {
        var metadata = await authority.MetadataAsync(ct);
        var request = SignInRequest.Create(IsOurs(returnPath) ? returnPath! : "/schedule");
        cookie.Write(http, request);

        // Opening a locked screen takes a new sign-in: without prompt=login the provider's session would answer for
        // whoever sits at the computer now.
        var locked = http.CurrentSession() is { LockedAt: not null } session ? session : null;
        var prompt = locked is null ? null : "login";
        return Results.Redirect(request.AuthorizeUrl(metadata, options.Value, prompt, locked?.User.Email, StepUpNeed.Of(acr, maxAge)));
    }

    // "//host" and "/\host" are other sites to a browser.
    private static bool IsOurs(string? path) =>
        path is ['/', ..] and not ['/', '/', ..] and not ['/', '\\', ..] && !path.Any(char.IsControl);
}
