using IdentityProvider.Clients;
using IdentityProvider.Protocol;

namespace IdentityProvider.Connect;

/// <summary>What becomes of an authorization request before anyone looks at who is asking.</summary>
internal abstract record CheckedAuthorization
{
    private CheckedAuthorization()
    {
    }

    /// <summary>It may proceed.</summary>
    public sealed record Good(Client Client, AuthorizeRequest Request) : CheckedAuthorization;

    /// <summary>The client and its redirect URI are good, the request is not: the client hears it.</summary>
    public sealed record Answered(string RedirectUri, ProtocolError Error, string? State) : CheckedAuthorization;

    /// <summary>Nobody can be answered: a page for the user. Never a redirect (RFC 6749 §4.1.2.1).</summary>
    public sealed record Refused(RefusalPage Page) : CheckedAuthorization;

    /// <summary>Checks in the order in which an answer becomes safe: the client, its redirect URI, its state, then the rest.</summary>
    public static async Task<CheckedAuthorization> CheckAsync(
        RequestParameters parameters, RegisteredClients clients, RegisteredResources resources, CancellationToken ct)
    {
        if (parameters.FirstBroken("client_id") is not null || parameters["client_id"] is not { } clientId
            || await clients.FindAsync(clientId, ct) is not { } client)
        {
            return new Refused(RefusalPage.UnknownApp);
        }

        if (parameters.FirstBroken("redirect_uri") is not null || parameters["redirect_uri"] is not { } redirectUri
            || !RedirectUri.IsRegistered(redirectUri, client))
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
            return new Answered(redirectUri, unreadable, parameters["state"]);
        }

        return (AuthorizeRules.FirstBroken(request, client) ?? await new FhirServers(resources).FirstBrokenAsync(request, client, ct)) is { } broken
            ? new Answered(redirectUri, broken, request.State)
            : new Good(client, request);
    }
}
