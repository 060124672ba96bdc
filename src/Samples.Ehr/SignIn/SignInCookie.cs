using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace Samples.Ehr.SignIn;

/// <summary>
/// Keeps a <see cref="SignInRequest"/> in the browser while the user is away: encrypted, short-lived, one cookie per trip,
/// so that two tabs can sign in at once.
/// </summary>
public sealed class SignInCookie(IDataProtectionProvider protection, IOptions<EhrOptions> options)
{
    // As long as the provider keeps a sign-in open.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(60);

    private readonly ITimeLimitedDataProtector _protector =
        protection.CreateProtector(nameof(SignInCookie)).ToTimeLimitedDataProtector();

    public void Write(HttpContext http, SignInRequest request) => http.Response.Cookies.Append(
        NameFor(request.State), _protector.Protect(JsonSerializer.Serialize(request), Lifetime), Settings(http));

    /// <summary>Reads and deletes: an answer can be used once.</summary>
    /// <returns>Null when this browser started no such trip, or too long ago.</returns>
    public SignInRequest? Take(HttpContext http, string state)
    {
        if (http.Request.Cookies[NameFor(state)] is not { } cookie)
        {
            return null;
        }

        http.Response.Cookies.Delete(NameFor(state), Settings(http));
        try
        {
            var request = JsonSerializer.Deserialize<SignInRequest>(_protector.Unprotect(cookie));
            return request?.State == state ? request : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private string NameFor(string state) => options.Value.CookieName("signin-" + state[..Math.Min(8, state.Length)]);

    // Lax, not Strict: the answer arrives by a redirect from the provider's site, and Strict would hold the cookie back.
    private CookieOptions Settings(HttpContext http) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        Path = new PathString(new Uri(options.Value.RedirectUri).AbsolutePath),
        MaxAge = Lifetime,
    };
}
