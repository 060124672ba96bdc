using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Samples.SmartApp.Launching;

/// <summary>One patient opened by one user. It ends with its access token: whoever wants to go on opens the app again.</summary>
/// <param name="FhirUser">The user as a resource of the FHIR server; empty when it does not know them.</param>
public sealed record Visit(string Patient, string AccessToken, string FhirUser, string Scope, bool NeedsBanner, DateTimeOffset EndsAt);

/// <summary>The visits of this app. Tokens stay here on the server; the browser gets a cookie with a random id and nothing else.</summary>
public sealed class Visits(IOptions<SmartAppOptions> options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Visit> _visits = new(StringComparer.Ordinal);

    private string Name => options.Value.CookieName("visit");

    public void Begin(HttpContext http, TokenAnswer tokens, string fhirUser)
    {
        foreach (var over in _visits.Where(visit => visit.Value.EndsAt <= clock.GetUtcNow()))
        {
            _visits.TryRemove(over.Key, out _);
        }

        var id = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        _visits[id] = new Visit(
            tokens.Patient!, tokens.AccessToken!, fhirUser, tokens.Scope ?? "", tokens.NeedPatientBanner ?? true, clock.GetUtcNow().AddSeconds(tokens.ExpiresIn));
        http.Response.Cookies.Append(Name, id, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps });
    }

    /// <summary>The visit of this browser, or null when there is none or it is over.</summary>
    public Visit? Current(HttpContext http) =>
        http.Request.Cookies[Name] is { } id && _visits.TryGetValue(id, out var visit) && clock.GetUtcNow() < visit.EndsAt ? visit : null;
}
