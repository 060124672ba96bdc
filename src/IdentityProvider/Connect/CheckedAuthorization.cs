using IdentityProvider.Access;
using IdentityProvider.Protocol;

namespace IdentityProvider.Connect;

/// <summary>What becomes of an authorization request before anyone looks at who is asking.</summary>
internal abstract record CheckedAuthorization
{
    private CheckedAuthorization()
    {
    }

    /// <summary>It may proceed.</summary>
    public sealed record Good(Client Client, AuthorizeRequest Request) : CheckedAuthorization
    {
        /// <summary>What it was read from: the parameters that counted, wherever they came from.</summary>
        public required RequestParameters Parameters { get; init; }

        /// <summary>Where it was kept when it had been pushed; null otherwise.</summary>
        public PendingAuthorization? Pushed { get; init; }
    }

    /// <summary>The client and its redirect URI are good, the request is not: the client hears it.</summary>
    public sealed record Answered(string RedirectUri, ProtocolError Error, string? State) : CheckedAuthorization
    {
        /// <summary>The way the client asked to be answered, as far as that can be read; null for one that nobody knows.</summary>
        public ResponseMode? Mode { get; init; } = ResponseMode.Query;
    }

    /// <summary>Nobody can be answered: a page for the user. Never a redirect (RFC 6749 §4.1.2.1).</summary>
    public sealed record Refused(RefusalPage Page) : CheckedAuthorization;

    /// <summary>Checks in the order in which an answer becomes safe, once the client is known: its redirect URI, its state, then the rest.</summary>
    public static async Task<CheckedAuthorization> JudgeAsync(
        RequestParameters parameters, Client client, AuthorizeTargets targets, CancellationToken ct)
    {
        if (ReturnOf(parameters, client) is not { } redirectUri)
        {
            return new Refused(RefusalPage.UnknownReturn);
        }

        // Without its state the client could not tell our answer from an attack, so it gets none.
        if (parameters.FirstBroken("state") is not null)
        {
            return new Refused(RefusalPage.BrokenRequest);
        }

        if (AuthorizeRequest.Parse(parameters).IsBroken(out var unreadable, out var request))
        {
            return new Answered(redirectUri, unreadable, parameters["state"]) { Mode = ResponseModes.Find(parameters["response_mode"]) };
        }

        return (AuthorizeRules.FirstBroken(request, client) ?? await targets.FirstBrokenAsync(request, client, ct)) is { } broken
            ? new Answered(redirectUri, broken, request.State) { Mode = ResponseModes.Find(request.ResponseMode) }
            : new Good(client, request) { Parameters = parameters };
    }

    /// <summary>
    /// For a request that says in another place what it wants, and whose other place is no good. What stands beside it is at least the
    /// client's own address, if it is that.
    /// </summary>
    public static CheckedAuthorization Fail(RequestParameters beside, Client client, ProtocolError error) =>
        ReturnOf(beside, client) is { } redirectUri && beside.FirstBroken("state") is null
            ? new Answered(redirectUri, error, beside["state"]) { Mode = ResponseModes.Find(beside["response_mode"]) }
            : new Refused(RefusalPage.BrokenRequest);

    private static string? ReturnOf(RequestParameters parameters, Client client) =>
        parameters.FirstBroken("redirect_uri") is null && parameters["redirect_uri"] is { } uri && RedirectUri.IsRegistered(uri, client) ? uri : null;
}
