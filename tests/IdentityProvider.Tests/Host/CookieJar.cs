using System.Collections.Concurrent;
using Microsoft.Net.Http.Headers;

namespace IdentityProvider.Tests.Host;

/// <summary>The cookies of one browser, shared by its tabs. They expire by the test's clock, as the server meant them to.</summary>
public sealed class CookieJar(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, SetCookieHeaderValue> _cookies = new(StringComparer.Ordinal);

    /// <summary>Cookies as the server set them, attributes included.</summary>
    public IEnumerable<SetCookieHeaderValue> All => _cookies.Values.Where(IsAlive);

    public SetCookieHeaderValue? this[string name] => All.FirstOrDefault(cookie => NameOf(cookie).EndsWith(name, StringComparison.Ordinal));

    /// <summary>The value of the Cookie header for a URL, or null when there is nothing to send.</summary>
    public string? HeaderFor(Uri url)
    {
        var pairs = All.Where(c => url.AbsolutePath.StartsWith(c.Path.Value ?? "/", StringComparison.Ordinal)).Select(c => $"{c.Name}={c.Value}").ToList();
        return pairs.Count == 0 ? null : string.Join("; ", pairs);
    }

    public void Take(HttpResponseMessage response)
    {
        foreach (var header in response.Headers.TryGetValues("Set-Cookie", out var values) ? values : [])
        {
            Set(SetCookieHeaderValue.Parse(header));
        }
    }

    /// <summary>Puts a cookie in by hand: a stolen one, or an old one.</summary>
    public void Set(SetCookieHeaderValue cookie)
    {
        // Max-Age wins over Expires (RFC 6265 §5.3); either is kept as the moment it ends.
        cookie.Expires = cookie.MaxAge is { } age ? clock.GetUtcNow() + age : cookie.Expires;
        _cookies[NameOf(cookie)] = cookie;
    }

    public void Forget(string name)
    {
        foreach (var key in _cookies.Keys.Where(key => key.EndsWith(name, StringComparison.Ordinal)))
        {
            _cookies.TryRemove(key, out _);
        }
    }

    public void Clear() => _cookies.Clear();

    private bool IsAlive(SetCookieHeaderValue cookie) => cookie.Expires is not { } end || clock.GetUtcNow() < end;

    private static string NameOf(SetCookieHeaderValue cookie) => cookie.Name.ToString();
}
