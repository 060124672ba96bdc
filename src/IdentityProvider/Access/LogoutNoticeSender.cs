using System.Net;
using IdentityProvider.Clients;
using IdentityProvider.Keys;
using IdentityProvider.Protocol;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Access;

/// <summary>Tells one client, by a POST of a signed logout token to the address it registered (Back-Channel Logout 1.0 §2.5).</summary>
public sealed class LogoutNoticeSender(
    OutboundHttp http, RegisteredClients clients, Subjects subjects, TokenSigner signer, IOptions<ServerOptions> server, TimeProvider clock)
{
    /// <returns>What came of it. Nothing that the client's side does is an exception.</returns>
    public async Task<NoticeOutcome> TellAsync(LogoutNotice notice, CancellationToken ct)
    {
        // As it is registered now: a client that was switched off, or moved its address, is not called where it was.
        if (await clients.FindAsync(notice.ClientId, ct) is not { BackChannelLogoutUri: { } address } client)
        {
            return NoticeOutcome.Gone;
        }

        // Signed for this try alone, so that it is fresh however long the client was away (§2.6: iat, exp, jti).
        var now = clock.GetUtcNow();
        var token = new LogoutToken(server.Value.Issuer, client.Id, subjects.Of(notice.UserId, client), notice.SessionId, now);
        var signed = await signer.SignAsync(token.ToClaims(Guid.CreateVersion7(now)), client.IdTokenAlgorithm, LogoutToken.Type, ct);
        return await http.PostFormAsync(address, new Dictionary<string, string>(StringComparer.Ordinal) { ["logout_token"] = signed }, ct) switch
        {
            OutboundAnswer.Received answer => OutcomeOf(answer.Status),
            OutboundAnswer.Failed { Why: OutboundFailure.NotAllowed } => NoticeOutcome.Forbidden,
            OutboundAnswer.Failed { Why: OutboundFailure.TooLarge } => NoticeOutcome.Refused,
            _ => NoticeOutcome.Unreachable,
        };
    }

    // §2.8: 200 says done, 400 that it failed at the client. What may pass by itself is tried again.
    private static NoticeOutcome OutcomeOf(HttpStatusCode status) => status switch
    {
        >= HttpStatusCode.OK and < HttpStatusCode.Ambiguous => NoticeOutcome.Accepted,
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => NoticeOutcome.Unreachable,
        _ => NoticeOutcome.Refused,
    };
}
