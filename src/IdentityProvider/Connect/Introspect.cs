using IdentityProvider.Access;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Smart;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>POST /connect/introspect: an API asks whether a token that it was sent works, and what it says (RFC 7662).</summary>
internal static class Introspect
{
    public static async Task<IResult> HandleAsync(HttpContext http, IntrospectionCaller caller, Introspection introspection, CancellationToken ct)
    {
        if ((await ProtocolForm.OfBodyAsync(http.Request, ct)).IsBroken(out var error, out var form))
        {
            return ProtocolResults.Error(error);
        }

        var who = await caller.WhoAsync(http, form, ct);
        if (who.Client is null)
        {
            return who.Refusal!;
        }

        // §2.1: the hint is not needed, since no two kinds of token look alike here.
        return form.FirstBroken("token") is { } broken ? ProtocolResults.Error(broken)
            : form["token"] is not { } token ? ProtocolResults.Error(ProtocolError.InvalidRequest("token is missing"))
            : ProtocolResults.Json(await introspection.OfAsync(token, who, ct));
    }
}

/// <summary>The client that asks, or the answer to one that may not.</summary>
/// <param name="ByToken">Whether it is known by an access token and not by its credentials.</param>
internal sealed record WhoAsks(Client? Client, IResult? Refusal, bool ByToken = false);

/// <summary>Who may ask at all: a client that proves itself, by its own credentials or by a token that it got with them (RFC 7662 §2.1).</summary>
internal sealed class IntrospectionCaller(ClientAuthentication authentication, PresentedTokens presented, RegisteredClients clients)
{
    public Task<WhoAsks> WhoAsync(HttpContext http, RequestParameters form, CancellationToken ct) =>
        PresentedTokens.IsIn(http.Request.Headers.Authorization) ? ByTokenAsync(http, ct) : ByCredentialsAsync(http, form, ct);

    private async Task<WhoAsks> ByCredentialsAsync(HttpContext http, RequestParameters form, CancellationToken ct)
    {
        if ((await authentication.AuthenticateAsync(http.Request, form, ct)).IsBroken(out var error, out var client))
        {
            return new WhoAsks(Client: null, ProtocolResults.Error(error));
        }

        // No script asks here: what one could read of a token, it could read from the token's own answer.
        Cors.AllowNobody(http);

        // §4: anybody could be a public client, and would try tokens here.
        return client.IsPublic
            ? new WhoAsks(Client: null, ProtocolResults.Error(ProtocolError.InvalidClient("a client that cannot keep a secret cannot introspect")))
            : new WhoAsks(client, Refusal: null);
    }

    // SMART App Launch 2.2 §token introspection wants this way too.
    private async Task<WhoAsks> ByTokenAsync(HttpContext http, CancellationToken ct)
    {
        var (token, refusal) = await presented.TakeOwnAsync(http, ct);
        if (token is null)
        {
            return new WhoAsks(Client: null, refusal);
        }

        // A token that a client got to prepare launches, or for anything else here, must not be one to look into other tokens with.
        return !token.Scope.Contains(SmartScopes.Introspect)
            ? new WhoAsks(Client: null, ProtocolResults.ResourceError(ProtocolError.InsufficientScope($"the access token lacks the scope {SmartScopes.Introspect}"), token))
            : await clients.FindAsync(token.ClientId, ct) is { } client
                ? new WhoAsks(client, Refusal: null, ByToken: true)
                : new WhoAsks(Client: null, ProtocolResults.BearerError(error: null));
    }
}

/// <summary>Answers about any token of ours. One round trip.</summary>
internal sealed class Introspection(LiveTokens tokens, AccessTokens stored, TokenAudiences audiences, IOptions<ServerOptions> server)
{
    /// <param name="who">Somebody, who may ask.</param>
    public async Task<IReadOnlyDictionary<string, object>> OfAsync(string token, WhoAsks who, CancellationToken ct)
    {
        var isAccessToken = token.Contains('.', StringComparison.Ordinal) || token.StartsWith(AccessTokens.ReferencePrefix, StringComparison.Ordinal);
        return isAccessToken ? await OfAccessTokenAsync(token, who.Client!, ct) : await OfRefreshTokenAsync(token, who, ct);
    }

    private async Task<IReadOnlyDictionary<string, object>> OfAccessTokenAsync(string token, Client asking, CancellationToken ct)
    {
        var (live, _) = await tokens.FindAsync(token, proof: null, ct);
        return live is not null && (IntrospectionResponse.MayKnow(asking, live.ClientId) || await audiences.AreRunByAsync(asking, live.Audience, ct))
            ? IntrospectionResponse.Active(live.Claims, AccessToken.TypeOf(live.KeyThumbprint), live.Grant?.Authentication.Launch?.For(live.Scope, live.Audience))
            : IntrospectionResponse.Inactive;
    }

    // A refresh token is sent to us alone, so only its client has a reason to ask.
    private async Task<IReadOnlyDictionary<string, object>> OfRefreshTokenAsync(string token, WhoAsks who, CancellationToken ct)
    {
        var live = await stored.FindRefreshTokenAsync(token, ct);
        return live is not null && IntrospectionResponse.MayKnowOfRefresh(who.Client!, live.Grant.ClientId, who.ByToken)
            ? IntrospectionResponse.Active(ClaimsOf(live), tokenType: null)
            : IntrospectionResponse.Inactive;
    }

    private Dictionary<string, object> ClaimsOf(LiveRefreshToken token) => new(StringComparer.Ordinal)
    {
        ["iss"] = server.Value.Issuer,
        ["sub"] = token.Grant.Authentication.Subject,
        ["client_id"] = token.Grant.ClientId,
        ["scope"] = token.Grant.Scope.ToString(),
        ["iat"] = token.IssuedAt.ToUnixTimeSeconds(),
        ["exp"] = token.ExpiresAt.ToUnixTimeSeconds(),
    };
}
