namespace IdentityProvider.Protocol;

/// <summary>A request to end the user's session (OpenID Connect RP-Initiated Logout 1.0 §2).</summary>
public sealed record LogoutRequest
{
    public static IReadOnlyList<string> ParameterNames { get; } =
        ["id_token_hint", "logout_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales"];

    public string? IdTokenHint { get; init; }

    public string? ClientId { get; init; }

    public string? PostLogoutRedirectUri { get; init; }

    public string? State { get; init; }

    public static Parsed<LogoutRequest> Parse(RequestParameters parameters)
    {
        if (parameters.FirstBroken(ParameterNames) is { } broken)
        {
            return broken;
        }

        return new LogoutRequest
        {
            IdTokenHint = parameters["id_token_hint"],
            ClientId = parameters["client_id"],
            PostLogoutRedirectUri = parameters["post_logout_redirect_uri"],
            State = parameters["state"],
        };
    }

    /// <summary>
    /// Where the browser may go afterwards, or null for a page of our own. Only to a URI registered for a client that an ID token
    /// of ours names: without the hint nobody vouches for who asks (§3), and a confirmation page must not become an open redirect.
    /// </summary>
    /// <param name="client">The audience of the hint; null when there is none or it is not ours.</param>
    public string? ReturnTo(Client? client) =>
        PostLogoutRedirectUri is { } uri && client is not null && client.PostLogoutRedirectUris.Contains(uri, StringComparer.Ordinal)
            ? RedirectUri.With(uri, State is null ? [] : [KeyValuePair.Create("state", State)])
            : null;

    /// <summary>§2: client_id and the hint's audience must agree when both are sent, and a return URI must be registered.</summary>
    public ProtocolError? FirstBroken(Client? client) => (client, ClientId, PostLogoutRedirectUri) switch
    {
        ({ } known, { } named, _) when known.Id != named => ProtocolError.InvalidRequest("client_id is not the audience of id_token_hint"),
        ({ } known, _, { } uri) when !known.PostLogoutRedirectUris.Contains(uri, StringComparer.Ordinal) =>
            ProtocolError.InvalidRequest("post_logout_redirect_uri is not registered"),
        _ => null,
    };
}
