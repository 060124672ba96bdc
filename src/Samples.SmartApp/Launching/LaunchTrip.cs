using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Samples.SmartApp.Launching;

/// <summary>One trip to the provider: what was sent along, so that the answer can be told from a forged one.</summary>
public sealed record LaunchTrip(string State, string Nonce, string CodeVerifier)
{
    public static LaunchTrip Begin() => new(Random(), Random(), Random());

    /// <summary>The authorization request (SMART App Launch 2.2 §2.0.4).</summary>
    /// <param name="launch">What the EHR sent; null for an app that starts by itself.</param>
    public string AuthorizeUrl(SmartDocument server, SmartAppOptions app, string? launch)
    {
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(CodeVerifier)));
        var query = QueryString.Create(new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = app.ClientId,
            ["redirect_uri"] = app.RedirectUri,
            ["scope"] = launch is null ? app.StandaloneScope : app.LaunchScope,
            ["state"] = State,
            ["nonce"] = Nonce,
            ["aud"] = app.FhirBase,
            ["code_challenge"] = challenge,
            ["code_challenge_method"] = "S256",
        });
        return server.AuthorizationEndpoint + (launch is null ? query : query.Add("launch", launch));
    }

    private static string Random() => Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
}

/// <summary>Keeps the trip in the browser while the user is away: encrypted, for an hour, readable once.</summary>
public sealed class TripCookie(IDataProtectionProvider protection, IOptions<SmartAppOptions> options)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector(nameof(TripCookie)).ToTimeLimitedDataProtector();

    public void Write(HttpContext http, LaunchTrip trip) =>
        http.Response.Cookies.Append(Name, _protector.Protect(JsonSerializer.Serialize(trip), Lifetime), Settings(http));

    /// <returns>Null when this browser began no such trip.</returns>
    public LaunchTrip? Take(HttpContext http, string? state)
    {
        var cookie = http.Request.Cookies[Name];
        http.Response.Cookies.Delete(Name, Settings(http));
        try
        {
            return cookie is not null && JsonSerializer.Deserialize<LaunchTrip>(_protector.Unprotect(cookie)) is { } trip && trip.State == state ? trip : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private string Name => options.Value.CookieName("trip");

    // Lax: the answer arrives by a redirect from the provider's site.
    private static CookieOptions Settings(HttpContext http) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, MaxAge = Lifetime };
}
