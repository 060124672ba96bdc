using System.Security.Claims;
using System.Text.Encodings.Web;
using IdentityProvider.Access;
using IdentityProvider.Audit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace IdentityProvider.SignIn;

/// <summary>
/// Tells the framework who the browser's session is: the claims "sub" and "sid". It never signs anyone in or out: that is the
/// pipeline's, and a locked session is nobody's.
/// </summary>
public sealed class SessionAuthentication(
    Sessions sessions, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "session";
    public const string SessionClaim = "sid";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Only pages and endpoints that ask for a signed-in user look at the cookie; tokens and static files pay nothing.
        var metadata = Context.GetEndpoint()?.Metadata;
        var isOpen = metadata?.GetMetadata<KnowsWhoIsSignedInAttribute>() is not null;
        if ((!isOpen && metadata?.GetMetadata<SignedInAttribute>() is null)
            || await sessions.CurrentAsync(Context, Context.RequestAborted) is not { } session
            || (!isOpen && sessions.IsLocked(session)))
        {
            return AuthenticateResult.NoResult();
        }

        var identity = new ClaimsIdentity(
            [new Claim(AuditLog.ActorClaim, session.UserId.ToString()), new Claim(SessionClaim, session.Id.ToString())], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }
}
