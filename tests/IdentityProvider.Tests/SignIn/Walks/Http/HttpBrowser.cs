using System.Net;
using System.Text.RegularExpressions;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.SignIn.Walks.Http;

/// <summary>Where a request ended after its redirects.</summary>
/// <param name="Url">The provider's page; the app's address where <paramref name="IsApp"/>.</param>
internal sealed record Landing(Uri Url, HttpStatusCode Status, string Html, bool IsApp);

/// <summary>A browser that reads no more of a page than its forms' token: thousands of pages are opened in a replay.</summary>
internal sealed partial class HttpBrowser(IdpHost idp) : IDisposable
{
    private const int MostRedirects = 12;
    private readonly Browser _browser = idp.OpenBrowser();
    private string _token = "";
    private string _shown = "";

    public string? SessionCookie => _browser.Cookies["-session"]?.Value.ToString();

    public Task<Landing> GetAsync(string url) => FollowAsync(new HttpRequestMessage(HttpMethod.Get, url));

    /// <summary>Sends a form with the newest token, and the newest word on what was shown, that this browser has seen, whatever page they stood on.</summary>
    public Task<Landing> PostAsync(string url, Dictionary<string, string> fields)
    {
        (fields["__RequestVerificationToken"], fields["Shown"]) = (_token, _shown);
        return FollowAsync(new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(fields) });
    }

    public void Dispose() => _browser.Dispose();

    private async Task<Landing> FollowAsync(HttpRequestMessage request)
    {
        for (var i = 0; i < MostRedirects; i++)
        {
            using var sent = request;
            using var response = await _browser.FetchAsync(sent);
            var at = sent.RequestUri!;
            if (response.StatusCode is not (HttpStatusCode.Redirect or HttpStatusCode.SeeOther) || response.Headers.Location is not { } location)
            {
                var html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                (_token, _shown) = (FieldIn(Token(), html) ?? _token, FieldIn(Shown(), html) ?? _shown);
                return new Landing(at, response.StatusCode, html, IsApp: false);
            }

            var next = new Uri(at, location);
            if (next.Authority != idp.Issuer.Authority)
            {
                return new Landing(next, response.StatusCode, "", IsApp: true);
            }

            request = new HttpRequestMessage(HttpMethod.Get, next);
        }

        return new Landing(request.RequestUri!, HttpStatusCode.LoopDetected, "", IsApp: false);
    }

    private static string? FieldIn(Regex field, string html) => field.Match(html) is { Success: true } match ? match.Groups["value"].Value : null;

    [GeneratedRegex("name=\"Shown\"[^>]*value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shown();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
