using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using IdentityProvider.Protocol;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IdentityProvider.Tests.Host;

/// <summary>
/// A relying app, written against the specifications and nothing of ours: it sends people to sign in, checks what comes back as a
/// careful client does, and redeems the code.
/// </summary>
public sealed class TestApp(Uri issuer, string clientId, string? secret, string redirectUri) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = issuer };
    private readonly Dictionary<string, (string Verifier, string Nonce)> _asked = [];
    private int _count;

    public string ClientId => clientId;

    public string? Secret => secret;

    public string RedirectUri => redirectUri;

    /// <summary>Makes the assertion that goes with each request of an app with a key (RFC 7523); null for an app without.</summary>
    public Func<string>? NewAssertion { get; set; }

    /// <summary>Where it is registered to be returned to after signing out.</summary>
    public string SignedOutUri => redirectUri.Replace("/callback", "/signed-out", StringComparison.Ordinal);

    /// <summary>A request to sign somebody in, with PKCE, state and nonce. Further parameters as name and value.</summary>
    public string AuthorizeUrl(string scope = "openid profile", params (string Name, string Value)[] more)
    {
        var number = Interlocked.Increment(ref _count);
        var (state, nonce, verifier) = ($"state-{number}", $"nonce-{number}", $"verifier-{number}-".PadRight(64, 'v'));
        _asked[state] = (verifier, nonce);
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = clientId,
            ["redirect_uri"] = redirectUri,
            ["response_type"] = "code",
            ["scope"] = scope,
            ["state"] = state,
            ["nonce"] = nonce,
            ["code_challenge"] = Pkce.ChallengeFor(verifier),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in more)
        {
            parameters[name] = value;
        }

        return QueryHelpers.AddQueryString("/connect/authorize", parameters);
    }

    /// <summary>What the provider answered: state and issuer are checked as RFC 9207 and RFC 9700 ask.</summary>
    public IReadOnlyDictionary<string, string> Answer(Uri? callback)
    {
        Assert.NotNull(callback);
        Assert.StartsWith(redirectUri, callback.ToString(), StringComparison.Ordinal);
        var answer = QueryHelpers.ParseQuery(callback.Query).ToDictionary(p => p.Key, p => Assert.Single(p.Value)!, StringComparer.Ordinal);
        Assert.Contains(answer["state"], _asked.Keys);
        Assert.Equal(issuer.ToString().TrimEnd('/'), answer["iss"]);
        return answer;
    }

    /// <summary>Changes the code of a callback for tokens and validates the ID token against the published keys.</summary>
    public async Task<Tokens> RedeemAsync(Uri? callback)
    {
        var answer = Answer(callback);
        Assert.True(answer.ContainsKey("code"), $"No code but {answer.GetValueOrDefault("error")}: {answer.GetValueOrDefault("error_description")}");
        var (verifier, nonce) = _asked[answer["state"]];
        using var response = await PostAsync("/connect/token", ("grant_type", "authorization_code"), ("code", answer["code"]),
            ("redirect_uri", redirectUri), ("code_verifier", verifier));
        var tokens = await ReadAsync(response);
        Assert.Equal(nonce, tokens.IdToken.Nonce);
        return tokens;
    }

    /// <summary>A code as it stands in a callback, with the verifier that belongs to it.</summary>
    public (string Code, string Verifier) CodeOf(Uri? callback)
    {
        var answer = Answer(callback);
        return (answer["code"], _asked[answer["state"]].Verifier);
    }

    /// <summary>A token request with a code, right but for the changes; whatever comes back.</summary>
    public Task<HttpResponseMessage> SendCodeAsync((string Code, string Verifier) code, params (string Name, string Value)[] changes)
    {
        (string Name, string Value)[] right =
            [("grant_type", "authorization_code"), ("code", code.Code), ("redirect_uri", redirectUri), ("code_verifier", code.Verifier)];
        return PostAsync("/connect/token", [.. right.Where(field => changes.All(change => change.Name != field.Name)), .. changes]);
    }

    /// <summary>A token request with a refresh token; whatever comes back.</summary>
    public Task<HttpResponseMessage> SendRefreshAsync(string refreshToken, params (string Name, string Value)[] more) =>
        PostAsync("/connect/token", [("grant_type", "refresh_token"), ("refresh_token", refreshToken), .. more]);

    public async Task<HttpResponseMessage> UserInfoAsync(string accessToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/connect/userinfo");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {accessToken}");
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<Tokens> RefreshAsync(string refreshToken)
    {
        using var response = await PostAsync("/connect/token", ("grant_type", "refresh_token"), ("refresh_token", refreshToken));
        return await ReadAsync(response);
    }

    /// <summary>A form to the provider, authenticated as this app is registered.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        var form = fields.Concat(AssertionFields()).Select(f => KeyValuePair.Create(f.Name, f.Value));
        using var content = new FormUrlEncodedContent(secret is null ? form.Append(new("client_id", clientId)) : form);
        return await SendAsync(path, content, authenticate: true);
    }

    /// <summary>Any body to the provider, as it stands.</summary>
    public async Task<HttpResponseMessage> PostRawAsync(string path, string body, string contentType, bool authenticate = true)
    {
        using var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return await SendAsync(path, content, authenticate);
    }

    public void Dispose() => _http.Dispose();

    private IEnumerable<(string Name, string Value)> AssertionFields() => NewAssertion is null ? [] :
        [("client_assertion_type", ClientAssertion.AssertionType), ("client_assertion", NewAssertion())];

    private async Task<HttpResponseMessage> SendAsync(string path, HttpContent content, bool authenticate)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (authenticate && secret is not null)
        {
            var pair = $"{Uri.EscapeDataString(clientId)}:{Uri.EscapeDataString(secret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }

        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<Tokens> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {body}");
        var keys = new JsonWebKeySet(await _http.GetStringAsync("/.well-known/openid-configuration/jwks", TestContext.Current.CancellationToken));
        var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(body.GetProperty("id_token").GetString(), new TokenValidationParameters
        {
            ValidIssuer = issuer.ToString().TrimEnd('/'),
            ValidAudience = clientId,
            IssuerSigningKeys = keys.GetSigningKeys(),

            // The provider runs on the test's clock; lifetimes have tests of their own.
            ValidateLifetime = false,
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        return new Tokens(
            new IdTokenClaims((JsonWebToken)result.SecurityToken),
            body.GetProperty("access_token").GetString()!,
            body.TryGetProperty("refresh_token", out var refresh) ? refresh.GetString() : null)
        {
            Body = body,
        };
    }
}

/// <summary>What an app holds after a sign-in.</summary>
public sealed record Tokens(IdTokenClaims IdToken, string AccessToken, string? RefreshToken)
{
    /// <summary>The whole token response.</summary>
    public JsonElement Body { get; init; }

    /// <summary>A member of the token response as text; null when it is not there.</summary>
    public string? Member(string name) => Body.TryGetProperty(name, out var value) ? value.ToString() : null;
}

/// <summary>A validated ID token, by the names of its claims.</summary>
public sealed class IdTokenClaims(JsonWebToken token)
{
    /// <summary>As it was sent, for a hint.</summary>
    public string Raw => token.EncodedToken;

    public string Subject => token.Subject;

    public string Acr => token.GetPayloadValue<string>("acr");

    public IReadOnlyList<string> Amr => token.GetPayloadValue<List<string>>("amr");

    public DateTimeOffset AuthTime => DateTimeOffset.FromUnixTimeSeconds(token.GetPayloadValue<long>("auth_time"));

    public string? Nonce => Find("nonce");

    public string? SessionId => Find("sid");

    public string? Find(string claim) => token.TryGetPayloadValue<object>(claim, out var value) ? value.ToString() : null;
}
