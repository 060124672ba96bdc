using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Smart;

namespace IdentityProvider.Connect;

/// <summary>
/// POST /connect/launch: an EHR says what is open before it opens a SMART app with the answer, or what its picker found for an app that
/// waits. With an access token of its own (client_credentials, scope <see cref="SmartScopes.PrepareLaunch"/>), and only for the FHIR
/// servers that it runs.
/// </summary>
internal static class PrepareLaunch
{
    public static async Task<IResult> HandleAsync(HttpContext http, EhrCalls calls, PreparedLaunches prepared, CancellationToken ct)
    {
        var caller = await calls.AuthenticateAsync(http, ct);
        if (caller.ClientId is not { } ehr)
        {
            return caller.Refusal!;
        }

        if ((await ReadAsync(http.Request, ct)).IsBroken(out var error, out var request)
            || (await prepared.AddAsync(ehr, request, ct)).IsBroken(out error, out var answer))
        {
            return ProtocolResults.Error(error);
        }

        return ProtocolResults.Json(answer, StatusCodes.Status201Created);
    }

    private static async Task<Parsed<LaunchRequest>> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasJsonContentType())
        {
            return ProtocolError.InvalidRequest("the body must be application/json");
        }

        var body = new byte[LaunchRequest.LongestBody + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, ct);
        return length > LaunchRequest.LongestBody
            ? ProtocolError.InvalidRequest("the body is too large")
            : LaunchRequest.Parse(body.AsSpan(0, length));
    }
}
