using System.Globalization;
using System.Security.Claims;
using System.Text.Json;

namespace Samples.Ehr.Fhir;

/// <summary>
/// Prescriptions want more than a session: a second factor, a short while ago, and a token that the provider has not called back since
/// (RFC 9470, RFC 7662). What is missing stands in the challenge, so that an app can ask the provider for exactly that.
/// </summary>
internal static class StepUp
{
    public const string Acr = "urn:idp:acr:aal2";
    public const string Error = "insufficient_user_authentication";

    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(15);

    // Nothing below these is multi-factor; what a trusted browser stood in for is not either.
    private static readonly string[] Enough = [Acr, "urn:idp:acr:aal2-phr"];

    public static async ValueTask<object?> AskAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!Suffices(http.User, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()))
        {
            // RFC 9470 §3
            http.Response.Headers.WWWAuthenticate =
                $"Bearer error=\"{Error}\", error_description=\"A second factor of the last minutes is needed\", acr_values=\"{Acr}\", "
                + string.Create(CultureInfo.InvariantCulture, $"max_age=\"{(int)MaxAge.TotalSeconds}\"");
            return Results.Json(OperationOutcome.Error("login", "Sign in again with your second factor."), JsonSerializerOptions.Web, statusCode: 401);
        }

        var token = http.Request.Headers.Authorization.ToString().Split(' ', 2)[^1].Trim();
        if (!await http.RequestServices.GetRequiredService<AccessTokens>().StillWorksAsync(token, http.RequestAborted))
        {
            http.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
            return Results.Json(OperationOutcome.Error("login", "The access token was called back."), JsonSerializerOptions.Web, statusCode: 401);
        }

        return await next(context);
    }

    private static bool Suffices(ClaimsPrincipal token, DateTimeOffset now) =>
        Enough.Contains(token.FindFirstValue("acr"), StringComparer.Ordinal)
        && long.TryParse(token.FindFirstValue("auth_time"), CultureInfo.InvariantCulture, out var at)
        && now - DateTimeOffset.FromUnixTimeSeconds(at) < MaxAge + TimeSpan.FromSeconds(30);
}
