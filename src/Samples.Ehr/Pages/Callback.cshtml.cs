using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Samples.Ehr.Fhir;
using Samples.Ehr.SignIn;

namespace Samples.Ehr.Pages;

/// <summary>GET /signin-oidc: the provider's answer. Every check here keeps out one way to slip in a foreign one.</summary>
[AllowAnonymous]
public sealed class CallbackModel(
    SignInCookie cookie, Authority authority, TokenEndpoint tokens, IdTokens idTokens, UserInfo userInfo, EhrSessions sessions) : PageModel
{
    public SignInProblem Problem { get; private set; }

    /// <summary>The registered error the provider sent, for support.</summary>
    public string? ErrorCode { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var answer = new OpenIdConnectMessage(Request.Query.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToArray()!)));
        // state: this browser asked, and asked for this (login CSRF, RFC 6749 §10.12).
        if (answer.State is null || cookie.Take(HttpContext, answer.State) is not { } request)
        {
            return Refuse(SignInProblem.NotStartedHere);
        }

        // iss: the answer is from the provider that was asked (mix-up, RFC 9207 §2.4).
        if (answer.Iss != (await authority.MetadataAsync(ct)).Issuer)
        {
            return Refuse(SignInProblem.NotTrusted);
        }

        return answer.Code is null
            ? Refuse(answer.Error == "access_denied" ? SignInProblem.AccessDenied : SignInProblem.ProviderError, answer.Error)
            : await RedeemAsync(request, answer.Code, ct);
    }

    private async Task<IActionResult> RedeemAsync(SignInRequest request, string code, CancellationToken ct)
    {
        var answer = await tokens.RedeemAsync(code, request.CodeVerifier, ct);
        if (answer.AccessToken is null)
        {
            return Refuse(SignInProblem.ProviderError, answer.Error);
        }

        if (await idTokens.ValidateAsync(answer.IdToken, request.Nonce, ct) is not { } user)
        {
            return Refuse(SignInProblem.NotTrusted);
        }

        return DemoRecords.Of(user.PracticeId) is null
            ? Refuse(SignInProblem.ClinicNotServed)
            : await BeginAsync(await userInfo.CompleteAsync(user, answer.AccessToken, ct), answer, request.ReturnPath);
    }

    private async Task<IActionResult> BeginAsync(SignedInUser user, TokenAnswer answer, string returnPath)
    {
        if (HttpContext.CurrentSession() is { } earlier)
        {
            sessions.End(earlier);
        }

        await HttpContext.SignInAsync(
            CookieAuthenticationDefaults.AuthenticationScheme, EhrSessions.PrincipalOf(sessions.Begin(user, answer)));
        return LocalRedirect(returnPath);
    }

    private PageResult Refuse(SignInProblem problem, string? errorCode = null)
    {
        (Problem, ErrorCode) = (problem, errorCode);
        Response.StatusCode = problem == SignInProblem.AccessDenied ? StatusCodes.Status403Forbidden : StatusCodes.Status400BadRequest;
        return Page();
    }
}
