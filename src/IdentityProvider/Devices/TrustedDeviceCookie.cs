using IdentityProvider.Storage;
using IdentityProvider.Web;

namespace IdentityProvider.Devices;

/// <summary>
/// Where a browser keeps its trust: one cookie for each user, so that the people who share a workstation do not share trust.
/// The name holds a keyed hash, so a cookie jar does not tell whose accounts were used here.
/// </summary>
public sealed class TrustedDeviceCookie(CookieNames names, ValueCipher cipher)
{
    private const int NameLength = 12;

    public DeviceToken? Read(HttpContext http, Guid userId) => DeviceToken.Parse(http.Request.Cookies[NameFor(userId)]);

    /// <summary>Sends the token to the browser. The cookie lives as long as trust can; the row decides how long it counts.</summary>
    public void Write(HttpContext http, Guid userId, DeviceToken token, DateTimeOffset trustedAt) =>
        http.Response.Cookies.Append(NameFor(userId), token.Reveal(), names.Options(trustedAt + TrustedDevice.Longest));

    public void Delete(HttpContext http, string name) => http.Response.Cookies.Delete(name, names.Options());

    public void Delete(HttpContext http, Guid userId) => Delete(http, NameFor(userId));

    /// <summary>The tokens of everyone else who is remembered in this browser, by cookie name.</summary>
    public IReadOnlyDictionary<string, DeviceToken> Others(HttpContext http, Guid userId)
    {
        var own = NameFor(userId);
        var prefix = names.TrustedDevice("");
        return http.Request.Cookies
            .Where(c => c.Key.StartsWith(prefix, StringComparison.Ordinal) && c.Key != own)
            .Select(c => (c.Key, Token: DeviceToken.Parse(c.Value)))
            .Where(c => c.Token is not null)
            .ToDictionary(c => c.Key, c => c.Token!, StringComparer.Ordinal);
    }

    private string NameFor(Guid userId) =>
        names.TrustedDevice(Convert.ToHexStringLower(cipher.KeyedHash("device-cookie", userId.ToString("N")))[..NameLength]);
}
