using IdentityProvider.Protocol;
using Microsoft.Net.Http.Headers;

namespace IdentityProvider.Connect;

/// <summary>Answers in the shapes the specifications want.</summary>
internal static class ProtocolResults
{
    // RFC 9449 §7.1
    private static readonly string Algorithms = $"algs=\"{string.Join(' ', Dpop.Algorithms)}\"";

    /// <summary>A JSON answer that nobody may keep (RFC 6749 §5.1).</summary>
    public static IResult Json(IReadOnlyDictionary<string, object> body, int status = StatusCodes.Status200OK) =>
        new Answer(status, body);

    /// <summary>An OAuth error as JSON (RFC 6749 §5.2).</summary>
    public static IResult Error(ProtocolError error) => new Answer(error.HttpStatus, Describe(error))
    {
        // RFC 6749 §5.2 and RFC 9110 §15.5.2: a 401 says what would have been understood.
        Challenge = error.Code == "invalid_client" ? "Basic realm=\"identity-provider\", charset=\"UTF-8\"" : null,
    };

    /// <summary>An error of a protected resource (RFC 6750 §3). Without a token there is nothing to describe, so no code stands in it.</summary>
    public static IResult BearerError(ProtocolError? error) => error is null
        ? new Answer(StatusCodes.Status401Unauthorized, body: null) { Challenge = $"Bearer realm=\"identity-provider\", DPoP {Algorithms}" }
        : new Answer(error.HttpStatus, Describe(error))
        {
            Challenge = $"Bearer realm=\"identity-provider\", error=\"{error.Code}\", error_description=\"{error.Description}\"",
        };

    /// <summary>The same of a request with the scheme DPoP (RFC 9449 §7.1). A bad proof is a 401 here: the right one would open the door.</summary>
    public static IResult DpopError(ProtocolError error) => new Answer(error.HttpStatus == 400 ? StatusCodes.Status401Unauthorized : error.HttpStatus, Describe(error))
    {
        Challenge = $"DPoP realm=\"identity-provider\", error=\"{error.Code}\", error_description=\"{error.Description}\", {Algorithms}",
    };

    /// <summary>The same of a good token that does not reach far enough, in the words of the scheme it came with.</summary>
    public static IResult ResourceError(ProtocolError error, LiveToken token) => token.KeyThumbprint is null ? BearerError(error) : DpopError(error);

    /// <summary>
    /// Sends the browser on. 303, not 302 or 307: what was posted here, a password perhaps, must not be posted there (RFC 9700 §4.12).
    /// </summary>
    public static IResult SeeOther(string url) => new Redirection(url);

    private static Dictionary<string, object> Describe(ProtocolError error) => new(StringComparer.Ordinal)
    {
        ["error"] = error.Code,
        ["error_description"] = error.Description,
    };

    private sealed class Answer(int status, IReadOnlyDictionary<string, object>? body) : IResult
    {
        public string? Challenge { get; init; }

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = status;
            response.Headers.CacheControl = "no-store";

            // RFC 6749 §5.1, and SMART apps check it.
            response.Headers.Pragma = "no-cache";
            if (Challenge is not null)
            {
                response.Headers.WWWAuthenticate = Challenge;
            }

            // Always a body: without one the error page of browsers would stand in for it.
            await response.WriteAsJsonAsync(body ?? new Dictionary<string, object>(), httpContext.RequestAborted);
        }
    }

    private sealed class Redirection(string url) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers[HeaderNames.Location] = url;
            return Task.CompletedTask;
        }
    }
}
