using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace IdentityProvider.Tests.Host;

/// <summary>
/// A browser without a screen: it keeps cookies, follows redirects inside the provider, reads pages and fills in forms. A redirect
/// to an app ends the journey: its address is <see cref="CallbackUrl"/>.
/// </summary>
public sealed class Browser : IDisposable
{
    private const int MostRedirects = 10;
    private static int _opened;
    private readonly Uri _issuer;
    private readonly string _language;
    private readonly HttpClient _http;
    private readonly IPAddress _network;
    private Page? _page;

    internal Browser(Uri issuer, CookieJar cookies, string language = "en", IPAddress? network = null)
    {
        (_issuer, Cookies, _language) = (issuer, cookies, language);
        _network = network ?? NextNetwork();
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectCallback = ConnectAsync });
        _http.DefaultRequestHeaders.Add("Accept", "text/html");
        _http.DefaultRequestHeaders.Add("Accept-Language", language);
        _http.DefaultRequestHeaders.Add("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36");
    }

    public CookieJar Cookies { get; }

    public Page Page => _page ?? throw new InvalidOperationException("The browser has not been anywhere yet.");

    /// <summary>Where the provider last sent this browser back to an app, or null.</summary>
    public Uri? CallbackUrl { get; private set; }

    /// <summary>A second tab: its own page, the same cookies.</summary>
    public Browser OpenTab() => new(_issuer, Cookies, _language, _network);

    public Task<Page> GoToAsync(string url) => FollowAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(_issuer, url)));

    /// <summary>Opens this page again, as F5 does.</summary>
    public Task<Page> ReloadAsync() => GoToAsync(Page.Url.ToString());

    /// <summary>Fills in the form that has these fields and sends it: <c>SubmitAsync(new { Digits = "123456" })</c>.</summary>
    public Task<Page> SubmitAsync(object fields) => FollowAsync(Fill(fields).ToRequest());

    /// <summary>Presses the button, or follows the link, that reads so.</summary>
    public Task<Page> PressAsync(string words)
    {
        var (form, link) = Page.Behind(words);
        return form is null ? GoToAsync(link!.ToString()) : FollowAsync(form.ToRequest());
    }

    /// <summary>Sends the form that leads to a handler of the page, whatever its button reads: <c>UseAsync("Send")</c>.</summary>
    public Task<Page> UseAsync(string handler) => FollowAsync(Page.FormOf(handler).ToRequest());

    /// <summary>The form as it would be sent, for tests that change it behind the page's back or send it twice.</summary>
    internal FilledForm Fill(object fields)
    {
        var values = fields as IReadOnlyDictionary<string, string?> ?? fields.GetType().GetProperties().ToDictionary(
            p => p.Name, p => Convert.ToString(p.GetValue(fields), CultureInfo.InvariantCulture), StringComparer.OrdinalIgnoreCase);
        return Page.FormWith(values)
            ?? throw new InvalidOperationException($"No form with {string.Join(", ", values.Keys)} on {Page.Describe()}");
    }

    internal Task<Page> SendAsync(FilledForm form) => FollowAsync(form.ToRequest());

    /// <summary>One request with this browser's cookies, no redirect followed, the page left as it is.</summary>
    public async Task<HttpResponseMessage> FetchAsync(HttpRequestMessage request)
    {
        request.RequestUri = new Uri(_issuer, request.RequestUri!);
        if (Cookies.HeaderFor(request.RequestUri) is { } cookies)
        {
            request.Headers.TryAddWithoutValidation("Cookie", cookies);
        }

        var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        Cookies.Take(response);
        return response;
    }

    /// <summary>Whether the provider knows who this is: the account page opens instead of asking.</summary>
    public async Task<bool> IsSignedInAsync()
    {
        using var response = await FetchAsync(new HttpRequestMessage(HttpMethod.Get, "/account"));
        return response.StatusCode == HttpStatusCode.OK;
    }

    public void Dispose() => _http.Dispose();

    private async Task<Page> FollowAsync(HttpRequestMessage request)
    {
        CallbackUrl = null;
        for (var i = 0; i < MostRedirects; i++)
        {
            using var sent = request;
            using var response = await FetchAsync(sent);
            var at = sent.RequestUri!;
            _page = new Page(at, response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            if (NextOf(response, at) is not { } next)
            {
                return _page;
            }

            if (next.Authority != _issuer.Authority)
            {
                CallbackUrl = next;
                return _page;
            }

            // 303 and 302 turn a POST into a GET, as browsers do.
            request = new HttpRequestMessage(HttpMethod.Get, next);
        }

        throw new InvalidOperationException($"More than {MostRedirects} redirects, the last one to {request.RequestUri}.");
    }

    // Every browser comes from an address of its own (all of 127/8 is this machine), so that no test uses up another one's limits.
    private static IPAddress NextNetwork()
    {
        var number = Interlocked.Increment(ref _opened);
        return new IPAddress([127, 1, (byte)(number / 250), (byte)(1 + (number % 250))]);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(_network, 0));
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Uri? NextOf(HttpResponseMessage response, Uri at) =>
        response.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther or HttpStatusCode.Moved && response.Headers.Location is { } location
            ? new Uri(at, location)
            : null;
}
