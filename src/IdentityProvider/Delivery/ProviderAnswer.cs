using System.Net;
using System.Text;

namespace IdentityProvider.Delivery;

/// <summary>What came back from a provider, read no further than it is of use.</summary>
internal sealed record ProviderAnswer(HttpStatusCode Status, string Body, string? MessageIdHeader, TimeSpan? RetryAfter)
{
    // Errors of both providers are a few hundred bytes. A provider that pours out more is not listened to.
    private const int LongestBody = 16 * 1024;

    /// <summary>Sends the request and reads the answer. One try; timeouts and broken connections surface as exceptions.</summary>
    public static async Task<ProviderAnswer> AskAsync(HttpClient http, HttpRequestMessage request, CancellationToken ct)
    {
        // With a known length the body goes out as one piece; not every gateway takes a chunked one.
        await request.Content!.LoadIntoBufferAsync(ct);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        var id = response.Headers.TryGetValues("X-Message-Id", out var ids) ? ids.First() : null;
        return new ProviderAnswer(response.StatusCode, await ReadAsync(response, ct), id, response.Headers.RetryAfter?.Delta);
    }

    /// <summary>What a bare status means, where the body says nothing better.</summary>
    public static MessageOutcome OutcomeOf(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => MessageOutcome.Sent,
        402 => MessageOutcome.OutOfCredit,
        429 => MessageOutcome.Throttled,
        408 or >= 500 => MessageOutcome.Transient,
        400 or 413 or 422 => MessageOutcome.Blocked,

        // 401, 403, a wrong path, and redirects too: a key sent after a redirect would be a key given away, so none is followed.
        _ => MessageOutcome.BadCredentials,
    };

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            var buffer = new byte[LongestBody];
            await using var stream = await response.Content.ReadAsStreamAsync(ct);
            var length = await stream.ReadAtLeastAsync(buffer, LongestBody, throwOnEndOfStream: false, ct);
            return Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (Exception exception) when (response.IsSuccessStatusCode && exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // The status has said that the message was taken. Calling that a failure would send it twice.
            return "";
        }
    }
}
