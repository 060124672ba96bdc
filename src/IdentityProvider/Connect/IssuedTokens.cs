using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Keys;
using IdentityProvider.Protocol;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>A successful token response (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3).</summary>
internal sealed record IssuedTokens(Guid AccessTokenId, IReadOnlyDictionary<string, object> Body);

/// <summary>What shall be issued to a client.</summary>
/// <param name="Scope">Of the access token; at a refresh perhaps less than was granted.</param>
/// <param name="Audience">The API it is for, and perhaps this server.</param>
internal sealed record TokenOrder(Client Client, Scope Scope, TargetResources Audience)
{
    /// <summary>The grant, which stands; null when the client speaks for itself.</summary>
    public StandingGrant? Grant { get; init; }

    /// <summary>The proof whose key the access token is bound to; null for a bearer token.</summary>
    public DpopProof? Proof { get; init; }

    /// <summary>As sent with the authorization request; null at a refresh.</summary>
    public string? Nonce { get; init; }

    /// <summary>Null when there is none.</summary>
    public string? RefreshToken { get; init; }
}

/// <summary>
/// Everything that the tokens of one request are made with and that could be missing: the keys, the reference token, and the room for the record.
/// Taken before a code or refresh token is spent for them, so that none is spent for nothing; afterwards nothing waits.
/// </summary>
/// <param name="AccessKey">Null for a client with reference tokens.</param>
/// <param name="IdTokenKey">Null where there is no user.</param>
internal sealed record TokenTools(
    Guid AccessTokenId, DateTimeOffset Now, ReadySigner? AccessKey, ReferenceDraft? Reference, ReadySigner? IdTokenKey, AuditSlot Room) : IDisposable
{
    public void Dispose() => Room.Dispose();
}

/// <summary>Makes tokens. Whoever orders them has judged that they may be.</summary>
internal sealed class TokenIssuer(TokenSigner signer, AuditLog audit, IOptions<ServerOptions> server, TimeProvider clock)
{
    /// <param name="ofUser">Whether somebody signed in for them; an ID token may be due then.</param>
    public async Task<TokenTools> PrepareAsync(Client client, bool ofUser, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var isReference = client.AccessTokenFormat == AccessTokenFormat.Reference;
        return new TokenTools(
            id, now,
            isReference ? null : await signer.ReadyAsync(client.AccessTokenAlgorithm, ct),
            isReference ? ReferenceDraft.Draw(id, client, now) : null,
            ofUser ? await signer.ReadyAsync(client.IdTokenAlgorithm, ct) : null,
            await audit.ReserveAsync(ct));
    }

    /// <summary>What the access token of an order says.</summary>
    public AccessToken AccessTokenOf(TokenOrder order, TokenTools tools) => new(server.Value.Issuer, order.Client, order.Scope, order.Audience, tools.Now)
    {
        Authentication = order.Grant?.Authentication,
        KeyThumbprint = order.Proof?.KeyThumbprint,
    };

    /// <summary>Makes the answer and records it. It stores nothing: a reference token is in the database by now.</summary>
    /// <param name="happened">What the audit log hears.</param>
    /// <param name="gone">Says that nobody waits for the answer any more, in time to take back what it was for: then nothing has happened.</param>
    public IssuedTokens Issue(TokenOrder order, TokenTools tools, AuditEvent happened, CancellationToken gone)
    {
        var access = AccessTokenOf(order, tools);
        var accessToken = tools.Reference?.Token ?? tools.AccessKey!.Sign(access.ToClaims(tools.AccessTokenId), AccessToken.Type);
        var body = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["access_token"] = accessToken,
            ["token_type"] = access.TokenType,
            ["expires_in"] = (int)access.Lifetime.TotalSeconds,
            ["scope"] = order.Scope.ToString(),
        };

        if (order.Grant is { } grant)
        {
            AddOfGrant(body, order, grant, tools, accessToken);
        }

        gone.ThrowIfCancellationRequested();
        audit.RecordIn(
            tools.Room, happened, order.Grant?.UserId, order.Grant?.Authentication.Clinic?.ClinicId, order.Client.Id, order.Grant?.Authentication.SessionId);
        return new IssuedTokens(tools.AccessTokenId, body);
    }

    private void AddOfGrant(Dictionary<string, object> body, TokenOrder order, StandingGrant grant, TokenTools tools, string accessToken)
    {
        if (order.Scope.Contains(Scope.OpenId))
        {
            var idToken = new IdToken(server.Value.Issuer, order.Client, grant.Authentication, tools.Now) { Nonce = order.Nonce, AccessToken = accessToken };
            body["id_token"] = tools.IdTokenKey!.Sign(idToken.ToClaims(), type: null);
        }

        // SMART App Launch 2.2 §2.0.11: where the app was opened stands beside the token, if the token is for that FHIR server.
        grant.Authentication.Launch?.For(order.Scope, order.Audience)?.AddTo(body);
        if (order.RefreshToken is not null)
        {
            body["refresh_token"] = order.RefreshToken;
        }
    }
}
