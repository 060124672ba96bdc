using IdentityProvider.Limits;

namespace IdentityProvider.Connect;

/// <summary>Every URL that client apps use: where it is, what answers, under which name the metadata has it, and what specifies it.</summary>
internal static class ConnectEndpoints
{
    /// <summary>How a route is called by scripts of other sites.</summary>
    private enum Scripts
    {
        /// <summary>Not at all: browsers navigate here.</summary>
        None,

        /// <summary>By those of public clients, which ask first.</summary>
        OfPublicClients,
    }

    private sealed record Route(string Path, string[] Methods, Delegate Handler, string? MetadataName, string Specification, Scripts Scripts = Scripts.None);

    private static readonly string[] Get = ["GET", "HEAD"];

    private static readonly Route[] Table =
    [
        new(Discovery.Path, Get, Discovery.Handle, null, "OpenID Connect Discovery 1.0 §4"),
        new("/.well-known/oauth-authorization-server", Get, Discovery.Handle, null, "RFC 8414 §3"),
        new("/.well-known/openid-configuration/jwks", Get, Jwks.HandleAsync, "jwks_uri", "RFC 7517 §5"),
        new(SmartDocument.Path, Get, SmartDocument.HandleAsync, null, "SMART App Launch 2.2 §6.0"),
        new("/connect/authorize", ["GET"], Authorize.HandleGetAsync, "authorization_endpoint", "RFC 6749 §4.1.1, OpenID Connect Core §3.1.2"),
        new("/connect/authorize", ["POST"], Authorize.HandlePostAsync, null, "OpenID Connect Core §3.1.2.1"),
        new(Authorize.ResumePath, ["GET"], Authorize.ResumeAsync, null, "our own: back from the sign-in pages"),
        new("/connect/par", ["POST"], PushAuthorization.HandleAsync, "pushed_authorization_request_endpoint", "RFC 9126 §2", Scripts.OfPublicClients),
        new("/connect/token", ["POST"], Token.HandleAsync, "token_endpoint", "RFC 6749 §3.2", Scripts.OfPublicClients),
        new("/connect/launch", ["POST"], PrepareLaunch.HandleAsync, null, "our own, for SMART App Launch 2.2 §2.0.3: an EHR prepares the launch of an app"),
        new("/connect/userinfo", ["GET", "POST"], UserInfo.HandleAsync, "userinfo_endpoint", "OpenID Connect Core §5.3", Scripts.OfPublicClients),
        new("/connect/introspect", ["POST"], Introspect.HandleAsync, "introspection_endpoint", "RFC 7662 §2"),
        new("/connect/revocation", ["POST"], Revoke.HandleAsync, "revocation_endpoint", "RFC 7009", Scripts.OfPublicClients),
        new(Registration.Path, ["POST"], Registration.HandleAsync, "registration_endpoint", "RFC 7591 §3, OpenID Connect Registration 1.0 §3"),
        new(RegistrationManagement.Path, ["GET"], RegistrationManagement.HandleGetAsync, null, "RFC 7592 §2.1"),
        new(RegistrationManagement.Path, ["PUT"], RegistrationManagement.HandlePutAsync, null, "RFC 7592 §2.2"),
        new(RegistrationManagement.Path, ["DELETE"], RegistrationManagement.HandleDeleteAsync, null, "RFC 7592 §2.3"),
        new("/connect/deviceauthorization", ["POST"], DeviceAuthorization.HandleAsync, "device_authorization_endpoint", "RFC 8628 §3.1"),
        new("/connect/endsession", ["GET"], EndSession.HandleGetAsync, "end_session_endpoint", "OpenID Connect RP-Initiated Logout 1.0 §2"),
        new("/connect/endsession", ["POST"], EndSession.HandlePostAsync, null, "OpenID Connect RP-Initiated Logout 1.0 §2"),
    ];

    /// <summary>Paths that a client may name as the audience of its assertion instead of the issuer (RFC 7523 §3, RFC 9126 §2).</summary>
    public static IEnumerable<string> TakingAssertions =>
        Table.Where(route => route.MetadataName is "token_endpoint" or "pushed_authorization_request_endpoint").Select(route => route.Path);

    /// <summary>What the developer pages show of the table: each path with its methods.</summary>
    public static IEnumerable<(string Path, string Methods, string Specification)> Described => Table
        .GroupBy(route => route.Path, StringComparer.Ordinal)
        .Select(path => (
            path.Key,
            string.Join(", ", path.SelectMany(route => route.Methods).Where(method => method != "HEAD").Distinct(StringComparer.Ordinal)),
            string.Join("; ", path.Select(route => route.Specification).Distinct(StringComparer.Ordinal))));

    /// <summary>What the metadata announces: exactly what is mapped.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Metadata =>
        Table.Where(route => route.MetadataName is not null).Select(route => KeyValuePair.Create(route.MetadataName!, route.Path));

    public static void MapConnect(this IEndpointRouteBuilder app)
    {
        foreach (var route in Table)
        {
            app.MapMethods(route.Path, route.Methods, route.Handler)
                .WithDisplayName($"{route.Path} ({route.Specification})")
                .AllowAnonymous()
                .RequireRateLimiting(RateLimits.Protocol);
        }

        foreach (var route in Table.Where(route => route.Scripts == Scripts.OfPublicClients))
        {
            app.MapMethods(route.Path, ["OPTIONS"], Cors.PreflightAsync).AllowAnonymous().RequireRateLimiting(RateLimits.Protocol);
        }

        foreach (var path in Table.GroupBy(route => route.Path, route => route.Methods, StringComparer.Ordinal))
        {
            MapOtherMethods(app, path.Key, string.Join(", ", path.SelectMany(methods => methods).Distinct(StringComparer.Ordinal)));
        }
    }

    // Without it a GET here would be looked for among the static files, and the answer be 404: as if the URL were wrong.
    private static void MapOtherMethods(IEndpointRouteBuilder app, string path, string allowed) =>
        app.Map(path, (HttpContext http) =>
        {
            http.Response.Headers.Allow = allowed;
            return Results.StatusCode(StatusCodes.Status405MethodNotAllowed);
        }).AllowAnonymous().RequireRateLimiting(RateLimits.Protocol);
}
