using IdentityProvider.Protocol.Smart;

namespace IdentityProvider.Protocol.Grants;

/// <summary>A token request in which the client speaks for itself, with no user (RFC 6749 §4.4, SMART Backend Services).</summary>
/// <param name="Scope">What is asked for; null when nothing is, which means everything that it may have.</param>
/// <param name="Resources">The APIs the token is for; none for the client's default.</param>
public sealed record ClientCredentialsGrant(Scope? Scope, TargetResources Resources)
{
    public const string Name = "client_credentials";

    /// <summary>SMART App Launch 2.2 §backend services: so long and no longer. There is no refresh token; the client asks again.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public static Parsed<ClientCredentialsGrant> Parse(RequestParameters form)
    {
        if (form.FirstBroken("scope", TargetResources.Parameter) is { } broken)
        {
            return broken;
        }

        if (TargetResources.Read(form).IsBroken(out var unusable, out var resources))
        {
            return unusable;
        }

        return Protocol.Scope.Parse(form["scope"]) is { } scope
            ? new ClientCredentialsGrant(scope.IsEmpty ? null : scope, resources)
            : ProtocolError.InvalidScope("scope has a character that is not allowed");
    }

    /// <summary>The scope of the token.</summary>
    /// <returns>
    /// unauthorized_client for a public client: anybody could be it (RFC 6749 §4.4.2), and for one that no clinic approved, or none any
    /// more. invalid_scope for what it may not have.
    /// </returns>
    public Parsed<Scope> Grant(Client client)
    {
        if (client.IsPublic)
        {
            return ProtocolError.UnauthorizedClient("a client that cannot keep a secret cannot speak for itself");
        }

        if (client.ServesNobody)
        {
            return ProtocolError.UnauthorizedClient("no clinic has approved the client");
        }

        var possible = Protocol.Scope.Of(client.Scopes.Values.Where(scope => !SmartScopes.IsAboutAUser(scope) && IsKeptSafely(scope, client)));
        return Scope is null ? possible
            : Scope.IsCoveredBy(possible) ? Scope
            : ProtocolError.InvalidScope("the client cannot have every scope it asks for without a user");
    }

    /// <summary>A client may be registered for less.</summary>
    public static TimeSpan LifetimeFor(Client client, Scope scope) =>
        client.AccessTokenLifetime is { } own && (own < Lifetime || !scope.Values.Any(IsOfASystem)) ? own : Lifetime;

    // SMART App Launch 2.2 §4.0.3: whoever reads records of everybody proves itself with a key that never leaves it.
    private static bool IsKeptSafely(string scope, Client client) => !IsOfASystem(scope) || client.AuthMethod == ClientAuthMethod.PrivateKeyJwt;

    private static bool IsOfASystem(string scope) => SmartScope.Parse(scope) is { Level: SmartLevel.System };
}
