using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Web;

/// <summary>Why there is no answer.</summary>
public enum OutboundFailure
{
    /// <summary>The URL is not one that is called at all, or its host is an address inside somebody's network.</summary>
    NotAllowed,

    /// <summary>Nobody answered, or not in HTTP.</summary>
    Unreachable,

    TimedOut,

    TooLarge,
}

/// <summary>What became of a request to somebody else's server.</summary>
public abstract record OutboundAnswer
{
    private OutboundAnswer()
    {
    }

    /// <summary>An answer of whatever status. A redirect is one too: it is not followed.</summary>
    /// <param name="MaxAge">How long the other side says that the answer may be kept; null when it does not say, zero when it says not at all.</param>
    public sealed record Received(HttpStatusCode Status, string Body, TimeSpan? MaxAge) : OutboundAnswer;

    public sealed record Failed(OutboundFailure Why) : OutboundAnswer;
}

/// <summary>
/// Requests to addresses that clients register: where their keys are, where they want to hear of a logout. Whoever registers one
/// must not be able to reach our own network through us (OWASP: server-side request forgery), nor to tie us up: the address behind the
/// name is looked at before the connection is made to just that address, nothing is followed, and time and size have limits.
/// </summary>
public sealed class OutboundHttp(HttpClient http, IOptions<OutboundOptions> options, TimeProvider clock)
{
    /// <summary>The largest answer that is read, in bytes.</summary>
    public const int LargestBody = 64 * 1024;

    /// <summary>Whether such a URL would be called at all. What its name resolves to is seen at the call. For checks at registration.</summary>
    public bool MayCall(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0 && uri.Host.Length > 0
        && (uri.Scheme == Uri.UriSchemeHttps || (options.Value.AllowPrivateAddresses && uri.Scheme == Uri.UriSchemeHttp))
        && (options.Value.AllowPrivateAddresses || !IPAddress.TryParse(uri.IdnHost, out var address) || PublicAddress.Is(address));

    public Task<OutboundAnswer> GetAsync(string url, CancellationToken ct) => SendAsync(url, () => new HttpRequestMessage(HttpMethod.Get, url), ct);

    public Task<OutboundAnswer> PostFormAsync(string url, IReadOnlyDictionary<string, string> form, CancellationToken ct) =>
        SendAsync(url, () => new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) }, ct);

    private async Task<OutboundAnswer> SendAsync(string url, Func<HttpRequestMessage> make, CancellationToken ct)
    {
        if (!MayCall(url))
        {
            return new OutboundAnswer.Failed(OutboundFailure.NotAllowed);
        }

        using var timeout = new CancellationTokenSource(options.Value.Timeout, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            using var request = make();
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return await ReadAsync(response.Content, limit.Token) is { } body
                ? new OutboundAnswer.Received(response.StatusCode, body, MaxAgeOf(response.Headers.CacheControl))
                : new OutboundAnswer.Failed(OutboundFailure.TooLarge);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return new OutboundAnswer.Failed(OutboundFailure.TimedOut);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new OutboundAnswer.Failed(exception.InnerException is PrivateAddressException ? OutboundFailure.NotAllowed : OutboundFailure.Unreachable);
        }
    }

    // Content-Length is only what the other side says; what counts is what comes.
    private static async Task<string?> ReadAsync(HttpContent content, CancellationToken ct)
    {
        var buffer = new byte[LargestBody + 1];
        await using var stream = await content.ReadAsStreamAsync(ct);
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return length <= LargestBody ? Encoding.UTF8.GetString(buffer, 0, length) : null;
    }

    private static TimeSpan? MaxAgeOf(CacheControlHeaderValue? caching) => caching is { NoStore: true } or { NoCache: true } ? TimeSpan.Zero : caching?.MaxAge;
}
