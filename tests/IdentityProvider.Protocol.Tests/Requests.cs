using IdentityProvider.Protocol.Grants;
namespace IdentityProvider.Protocol.Tests;

/// <summary>A good client with a good request; each test spoils one thing.</summary>
internal static class Requests
{
    public const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    public const string RedirectUri = "https://ehr.example/signin-oidc";

    public static readonly Client Client = new()
    {
        Id = "ehr",
        Name = "Lakeside EHR",
        RedirectUris = [RedirectUri],
        PostLogoutRedirectUris = ["https://ehr.example/signed-out"],
        Scopes = Scope.Of(["openid", "profile", "offline_access"]),
        GrantTypes = [GrantType.AuthorizationCode, GrantType.RefreshToken],
        ServesStaff = true,
    };

    private static readonly KeyValuePair<string, string>[] Good =
    [
        new("client_id", "ehr"), new("redirect_uri", RedirectUri), new("response_type", "code"), new("scope", "openid profile"),
        new("state", "s"), new("nonce", "n"), new("code_challenge", Challenge), new("code_challenge_method", "S256"),
    ];

    /// <summary>The good request, these parameters instead of its own of the same name; a null takes one away.</summary>
    public static RequestParameters With(params (string Name, string? Value)[] changes) => RequestParameters.From(
    [
        .. Good.Where(pair => changes.All(change => change.Name != pair.Key)),
        .. changes.Where(change => change.Value is not null).Select(change => KeyValuePair.Create(change.Name, change.Value!)),
    ]);

    public static string? Error(RequestParameters parameters) =>
        AuthorizeRequest.Parse(parameters).IsBroken(out var error, out _) ? error.Code : null;

    public static AuthorizeRequest Read(RequestParameters parameters) =>
        AuthorizeRequest.Parse(parameters).IsBroken(out var error, out var request) ? throw new InvalidOperationException(error.Description) : request;
}
