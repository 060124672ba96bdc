using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace Samples.Ehr.SignIn;

/// <summary>What the token endpoint said: tokens, or a registered error (RFC 6749 §5).</summary>
public sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("id_token")] string? IdToken,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken,
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("error_description")] string? ErrorDescription);

/// <summary>The back channel: this server talks to the provider's server, authenticated by its client secret.</summary>
public sealed class TokenEndpoint(HttpClient http, Authority authority, IOptions<EhrOptions> options)
{
    public Task<TokenAnswer> RedeemAsync(string code, string codeVerifier, CancellationToken ct) => PostAsync(
        new()
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = options.Value.RedirectUri,
            ["code_verifier"] = codeVerifier,
        },
        ct);

    public Task<TokenAnswer> RefreshAsync(string refreshToken, CancellationToken ct) =>
        PostAsync(new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken }, ct);

    /// <summary>A token of this app itself, to speak to the provider with: nobody's sign-in stands behind it (RFC 6749 §4.4).</summary>
    public Task<TokenAnswer> OfThisAppAsync(string scope, CancellationToken ct) => PostAsync(
        new()
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = scope,
            // For the provider, not for the FHIR API that our users' tokens are for (RFC 8707).
            ["resource"] = options.Value.Authority,
        },
        ct);

    /// <summary>What the provider says of a token at this moment (RFC 7662).</summary>
    public async Task<JsonElement> IntrospectAsync(string token, CancellationToken ct)
    {
        var metadata = await authority.MetadataAsync(ct);
        return await PostAsync<JsonElement>(metadata.IntrospectionEndpoint, new() { ["token"] = token }, ct);
    }

    private async Task<TokenAnswer> PostAsync(Dictionary<string, string> form, CancellationToken ct) =>
        await PostAsync<TokenAnswer>((await authority.MetadataAsync(ct)).TokenEndpoint, form, ct);

    private async Task<T> PostAsync<T>(string endpoint, Dictionary<string, string> form, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new FormUrlEncodedContent(form),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Credentials());
        try
        {
            using var response = await http.SendAsync(request, ct);
            return (int)response.StatusCode < 500 && await response.Content.ReadFromJsonAsync<T>(ct) is { } answer
                ? answer
                : throw new AuthorityUnavailableException($"The provider answered {(int)response.StatusCode}.");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            throw new AuthorityUnavailableException("The provider could not be reached.", exception);
        }
    }

    // RFC 6749 §2.3.1: both parts are form-encoded first. Without it a ':' or '%' in either makes another pair.
    private string Credentials() => Convert.ToBase64String(Encoding.ASCII.GetBytes(
        $"{Uri.EscapeDataString(options.Value.ClientId)}:{Uri.EscapeDataString(options.Value.ClientSecret)}"));
}
