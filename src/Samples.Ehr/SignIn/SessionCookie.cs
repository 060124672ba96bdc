using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace Samples.Ehr.SignIn;

/// <summary>How the cookie of an <see cref="EhrSession"/> is set, and where people go who have none or a locked one.</summary>
internal static class SessionCookie
{
    public static void Configure(CookieAuthenticationOptions cookie, EhrSessions sessions, IOptions<EhrOptions> options)
    {
        cookie.Cookie.Name = options.Value.CookieName("session");
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.ExpireTimeSpan = EhrSession.Longest;
        cookie.SlidingExpiration = false;
        cookie.ReturnUrlParameter = "returnPath";
        cookie.AccessDeniedPath = "/locked";
        cookie.Events.OnValidatePrincipal = sessions.CheckAsync;
        cookie.Events.OnRedirectToLogin = context =>
        {
            // A cookie without a session behind it: tell the user that it ended, rather than that nobody ever signed in.
            var ended = context.Request.Cookies.ContainsKey(cookie.Cookie.Name);
            var wanted = Uri.EscapeDataString(context.Request.Path + context.Request.QueryString);
            context.Response.Redirect($"/?returnPath={wanted}{(ended ? "&ended=true" : "")}");
            return Task.CompletedTask;
        };
    }
}
