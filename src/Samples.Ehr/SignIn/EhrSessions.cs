using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Samples.Ehr.SignIn;

/// <summary>
/// The sessions of this app. Tokens stay here on the server; the browser gets a cookie with the session's id and nothing else.
/// In memory, because this sample is one process: an app on several nodes keeps them in its database.
/// </summary>
public sealed class EhrSessions(IOptions<EhrOptions> options, TimeProvider clock)
{
    private const string IdClaim = "session";
    private readonly ConcurrentDictionary<string, EhrSession> _sessions = new();

    /// <summary>Begins a session under a fresh id, so that an id planted before sign-in is worth nothing (session fixation).</summary>
    public EhrSession Begin(SignedInUser user, TokenAnswer tokens)
    {
        var id = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        return _sessions[id] = new EhrSession(id, user, tokens, clock.GetUtcNow());
    }

    public void End(EhrSession session) => _sessions.TryRemove(session.Id, out _);

    public IReadOnlyCollection<EhrSession> All => [.. _sessions.Values];

    public static ClaimsPrincipal PrincipalOf(EhrSession session) => new(new ClaimsIdentity(
        [new Claim(IdClaim, session.Id)], CookieAuthenticationDefaults.AuthenticationScheme));

    /// <summary>Runs on each request that brings the cookie: the session behind it decides, not the cookie's own dates.</summary>
    public Task CheckAsync(CookieValidatePrincipalContext context)
    {
        var id = context.Principal?.FindFirstValue(IdClaim) ?? "";
        var now = clock.GetUtcNow();
        if (!_sessions.TryGetValue(id, out var session) || !session.IsLive(now))
        {
            context.RejectPrincipal();
            return Task.CompletedTask;
        }

        session.Touch(now, TimeSpan.FromMinutes(options.Value.IdleMinutes));
        context.HttpContext.Features.Set(session);
        return Task.CompletedTask;
    }
}

public static class EhrSessionOfRequest
{
    /// <summary>The session this request belongs to, or null when nobody is signed in.</summary>
    public static EhrSession? CurrentSession(this HttpContext http) => http.Features.Get<EhrSession>();
}
