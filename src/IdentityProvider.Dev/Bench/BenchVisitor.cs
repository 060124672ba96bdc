using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace IdentityProvider.Dev.Bench;

/// <summary>Somebody's browser, as far as a measurement needs one: cookies, redirects inside the provider, the form of a page.</summary>
internal sealed class BenchVisitor : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _http;
    private readonly Uri _issuer;
    private Uri _at;
    private IHtmlDocument? _page;

    public BenchVisitor(Uri issuer) =>
        (_issuer, _at, _http) = (issuer, issuer, new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = _cookies }));

    /// <summary>How many requests were sent.</summary>
    public int Requests { get; private set; }

    /// <summary>Where the provider sent the browser back to an app; null before.</summary>
    public Uri? Callback { get; private set; }

    /// <summary>Closes the browser and opens it again: session cookies are gone, and with them who was signed in.</summary>
    /// <param name="asNew">Whether it is another browser, which nobody has used.</param>
    public void Restart(bool asNew)
    {
        foreach (var cookie in _cookies.GetAllCookies().Where(cookie => asNew || cookie.Expires == default))
        {
            cookie.Expired = true;
        }

        (Callback, _at) = (null, _issuer);
        _page?.Dispose();
        _page = null;
    }

    public Task OpenAsync(Uri url, CancellationToken ct) => FollowAsync(new HttpRequestMessage(HttpMethod.Get, url), ct);

    /// <summary>Fills in the first form of the page that has the field, and sends it.</summary>
    /// <exception cref="DevException">The page has no such form.</exception>
    public Task SubmitAsync(string field, string value, CancellationToken ct)
    {
        var form = _page?.Forms.OfType<IHtmlFormElement>().FirstOrDefault(f => Inputs(f).Any(input => input.Name == field))
            ?? throw new DevException($"{_at.AbsolutePath} has no form with {field}: {_page?.Title}");
        var values = Inputs(form).Where(input => input.Type is not "radio" and not "checkbox" || input.IsChecked)
            .Select(input => KeyValuePair.Create(input.Name!, input.Name == field ? value : input.Value));
        var action = new Uri(_at, form.GetAttribute("action") ?? "");
        return FollowAsync(new HttpRequestMessage(HttpMethod.Post, action) { Content = new FormUrlEncodedContent(values) }, ct);
    }

    /// <summary>A request that is the app's own, without cookies of a page.</summary>
    public async Task<string> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        Requests++;
        using var sent = request;
        using var response = await _http.SendAsync(sent, ct);
        var body = await response.Content.ReadAsStringAsync(ct);
        return response.IsSuccessStatusCode ? body : throw new DevException($"{request.RequestUri} answered {(int)response.StatusCode}: {body}");
    }

    public void Dispose()
    {
        _http.Dispose();
        _page?.Dispose();
    }

    private static IEnumerable<IHtmlInputElement> Inputs(IHtmlFormElement form) =>
        form.Elements.OfType<IHtmlInputElement>().Where(input => input.Name is { Length: > 0 });

    private async Task FollowAsync(HttpRequestMessage request, CancellationToken ct)
    {
        for (var next = request; ;)
        {
            Requests++;
            using var sent = next;
            using var response = await _http.SendAsync(sent, ct);
            _at = sent.RequestUri!;
            if (response.Headers.Location is not { } location)
            {
                _page?.Dispose();
                _page = new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync(ct));
                return;
            }

            var target = new Uri(_at, location);
            if (target.Authority != _issuer.Authority)
            {
                Callback = target;
                return;
            }

            next = new HttpRequestMessage(HttpMethod.Get, target);
        }
    }
}
