using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Web;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IdentityProvider.Tests.RelyingApps;

/// <summary>
/// A provider at the other end of an app's HTTP calls, whose answers a test can spoil one by one: the real one gives no wrong
/// answers to try an app with.
/// </summary>
internal sealed class ForgingProvider : HttpMessageHandler
{
    public const string Issuer = "https://idp.example";
    public const string ClientId = "lakeside-ehr";

    private readonly ECDsaSecurityKey _key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "one" };

    public Dictionary<string, object> IdTokenClaims { get; } = new()
    {
        ["sub"] = "user-1",
        ["acr"] = "urn:idp:acr:aal2",
        ["amr"] = new[] { "pwd", "otp", "sms", "mfa" },
        ["auth_time"] = DateTimeOffset.UnixEpoch.AddYears(50).ToUnixTimeSeconds(),
        ["practice_id"] = "LAKE-1042",
        ["role"] = "staff",
    };

    public Dictionary<string, object> AccessTokenClaims { get; } = new()
    {
        ["sub"] = "user-1",
        ["client_id"] = ClientId,
        ["practice_id"] = "LAKE-1042",
        ["role"] = "staff",
        ["scope"] = "openid user/*.rs",
    };

    public string IdTokenIssuer { get; set; } = Issuer;

    public string IdTokenAudience { get; set; } = ClientId;

    /// <summary>The key that signs, when it is not the published one.</summary>
    public SecurityKey? ForeignKey { get; set; }

    public string UserInfoSubject { get; set; } = "user-1";

    public bool IsDown { get; set; }

    /// <summary>What introspection answers, whatever it is asked about; null: the token is not active.</summary>
    public Dictionary<string, object>? Introspected { get; set; }

    /// <summary>How often it was asked.</summary>
    public int Introspections { get; private set; }

    /// <summary>Where requests for the app itself go.</summary>
    public HttpMessageInvoker? App { get; set; }

    public string Token(string type, string audience, Dictionary<string, object> claims, string issuer = Issuer, int lifetimeMinutes = 5)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            TokenType = type,
            Issuer = issuer,
            Audience = audience,
            Claims = claims,
            NotBefore = now.AddHours(-1),
            IssuedAt = now.AddHours(-1),
            Expires = now.AddMinutes(lifetimeMinutes),
            SigningCredentials = new SigningCredentials(ForeignKey ?? _key, SecurityAlgorithms.EcdsaSha256),
        });
    }

    public string AccessToken(string type = "at+jwt", string audience = EhrInTest.Url + "/fhir", string issuer = Issuer, int lifetimeMinutes = 5) =>
        Token(type, audience, AccessTokenClaims, issuer, lifetimeMinutes);

    public static ECDsaSecurityKey KeyOfSomeoneElse() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "one" };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.Host != "idp.example")
        {
            return await App!.SendAsync(request, cancellationToken);
        }

        return IsDown ? new HttpResponseMessage(HttpStatusCode.BadGateway) : request.RequestUri.AbsolutePath switch
        {
            "/.well-known/openid-configuration" => Json(Metadata),
            "/jwks" => Json(new { keys = new[] { JsonWebKeyConverter.ConvertFromECDsaSecurityKey(_key) }.Select(Public) }),
            "/token" => await TokensAsync(request, cancellationToken),
            "/introspect" => Introspect(),
            "/.well-known/smart-configuration" => Json(new { issuer = Issuer, token_endpoint = Issuer + "/token", asked = request.RequestUri.Query }),
            "/userinfo" => Json(new { sub = UserInfoSubject, name = "Maya Okafor", email = "maya@example.org" }),
            _ => new HttpResponseMessage(HttpStatusCode.NotFound),
        };
    }

    private static readonly object Metadata = new
    {
        issuer = Issuer,
        authorization_endpoint = Issuer + "/authorize",
        token_endpoint = Issuer + "/token",
        jwks_uri = Issuer + "/jwks",
        userinfo_endpoint = Issuer + "/userinfo",
        introspection_endpoint = Issuer + "/introspect",
        end_session_endpoint = Issuer + "/endsession",
    };

    private static object Public(JsonWebKey key) => new { kty = key.Kty, crv = key.Crv, x = key.X, y = key.Y, kid = key.Kid, use = "sig" };

    private async Task<HttpResponseMessage> TokensAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var form = HttpUtility.ParseQueryString(await request.Content!.ReadAsStringAsync(ct));
        var isOurClient = request.Headers.Authorization?.Parameter == "bGFrZXNpZGUtZWhyOnMlM0FjcmV0";
        return isOurClient && form["code"] == "the-code" && form["code_verifier"] is { Length: 43 }
            ? Json(new { access_token = AccessToken(), expires_in = 300, id_token = Token("JWT", IdTokenAudience, IdTokenClaims, IdTokenIssuer) })
            : new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = JsonContent.Create(new { error = "invalid_grant" }) };
    }

    private HttpResponseMessage Introspect()
    {
        Introspections++;
        return Json(Introspected is { } claims
            ? new Dictionary<string, object>(claims, StringComparer.Ordinal) { ["active"] = true }
            : new Dictionary<string, object>(StringComparer.Ordinal) { ["active"] = false });
    }

    private static HttpResponseMessage Json(object body) => new(HttpStatusCode.OK) { Content = JsonContent.Create(body) };
}
