using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Samples.Ehr.Fhir;

/// <summary>Lets in who brings an access token of the provider that is meant for this API (RFC 6750, RFC 9068 §4, RFC 9449 §7).</summary>
public sealed class AccessTokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory logs, UrlEncoder encoder, AccessTokens tokens, DpopProofs proofs)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, logs, encoder)
{
    public const string Name = "AccessToken";

    private static readonly AuthenticateResult Bad = AuthenticateResult.Fail("The access token is not valid here.");

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string? header = Request.Headers.Authorization;
        if (header?.Split(' ', 2) is not [var scheme, { Length: > 0 } token]
            || !(Is(scheme, "Bearer") || Is(scheme, "DPoP")))
        {
            return AuthenticateResult.NoResult();
        }

        if (await tokens.ReadAsync(token.Trim(), Context.RequestAborted) is not { } identity)
        {
            return Bad;
        }

        // A token that is bound to a key is worth nothing without it, and one that is not cannot be made to look bound (RFC 9449 §7.1).
        var key = AccessTokens.KeyOf(identity);
        var isProven = Is(scheme, "DPoP") && key is not null && await proofs.ProveAsync(Request, token.Trim(), key);
        return isProven || (key is null && Is(scheme, "Bearer"))
            ? AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Name))
            : Bad;
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // RFC 6750 §3.1: without a token no error is named. Why a token failed is for our log, not for whoever made it.
        var tried = await HandleAuthenticateOnceAsync();
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        var error = tried.Failure is null ? "" : " error=\"invalid_token\"";
        Response.Headers.Append("WWW-Authenticate", $"Bearer{error}");
        Response.Headers.Append("WWW-Authenticate", $"DPoP algs=\"ES256\"{(error.Length > 0 ? "," + error : "")}");
        await Response.WriteAsJsonAsync(OperationOutcome.Error("login", "An access token for this API is needed."));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status403Forbidden;
        return Response.WriteAsJsonAsync(OperationOutcome.Error("forbidden", "The token's clinic or app has no records here."));
    }

    // RFC 9110 §11.1: the scheme is case-insensitive.
    private static bool Is(string scheme, string name) => scheme.Equals(name, StringComparison.OrdinalIgnoreCase);
}
