using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Samples.Ehr.SignIn;

namespace Samples.Ehr.Fhir;

/// <summary>Lets in who brings an access token of the provider that is meant for this API (RFC 6750, RFC 9068 §4).</summary>
public sealed class AccessTokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory logs, UrlEncoder encoder,
    Authority authority, IOptions<EhrOptions> options)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, logs, encoder)
{
    public const string Name = "AccessToken";
    private const string Prefix = "Bearer ";

    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string? header = Request.Headers.Authorization;
        if (header?.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) != true)
        {
            return AuthenticateResult.NoResult();
        }

        var rules = authority.TokenRules(await authority.MetadataAsync(Context.RequestAborted));
        rules.ValidAudience = options.Value.ApiAudience;
        // Without this line an ID token, which every browser-side app holds, would open the API.
        rules.ValidTypes = ["at+jwt", "application/at+jwt"];
        var result = await Handler.ValidateTokenAsync(header[Prefix.Length..].Trim(), rules);
        return result.IsValid
            ? AuthenticateResult.Success(new(new ClaimsPrincipal(result.ClaimsIdentity), Name))
            : AuthenticateResult.Fail("The access token is not valid here.");
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // RFC 6750 §3.1: without a token no error is named. Why a token failed is for our log, not for whoever made it.
        var tried = await HandleAuthenticateOnceAsync();
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = tried.Failure is null ? "Bearer" : "Bearer error=\"invalid_token\"";
        await Response.WriteAsJsonAsync(OperationOutcome.Error("login", "An access token for this API is needed."));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status403Forbidden;
        return Response.WriteAsJsonAsync(OperationOutcome.Error("forbidden", "The token's clinic or app has no records here."));
    }
}
