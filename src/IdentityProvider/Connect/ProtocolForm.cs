using IdentityProvider.Protocol;

namespace IdentityProvider.Connect;

/// <summary>The parameters of a request, from its query or its form, never from both.</summary>
internal static class ProtocolForm
{
    public static RequestParameters OfQuery(HttpRequest request) =>
        RequestParameters.From(request.Query.SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? ""))));

    /// <summary>Reads an application/x-www-form-urlencoded body (RFC 6749 §3.2). Everything else is an invalid request, not a failure.</summary>
    public static async Task<Parsed<RequestParameters>> OfBodyAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.GetTypedHeaders().ContentType is not { } type
            || !type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            return ProtocolError.InvalidRequest("the body must be application/x-www-form-urlencoded");
        }

        try
        {
            var form = await request.ReadFormAsync(ct);
            return RequestParameters.From(form.SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? ""))));
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            // Too many parameters, one of a length that no parameter has, or a body of a length that no form has.
            return ProtocolError.InvalidRequest("the body is too large");
        }
    }
}
