using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Samples.Portal;

/// <summary>Decides whether a request brings an access token of the provider that was issued to this portal (RFC 9068 §4).</summary>
public sealed class AccessTokens
{
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    private readonly PortalOptions _options;
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _metadata;

    public AccessTokens(IOptions<PortalOptions> options, IHttpClientFactory http)
    {
        _options = options.Value;
        var address = $"{_options.Authority}/.well-known/openid-configuration";
        var documents = new HttpDocumentRetriever(http.CreateClient()) { RequireHttps = !new Uri(address).IsLoopback };
        _metadata = new(address, new OpenIdConnectConfigurationRetriever(), documents);
    }

    /// <returns>The token, or null when there is none or it is not good here.</returns>
    public async Task<JsonWebToken?> ReadAsync(HttpRequest request)
    {
        string? header = request.Headers.Authorization;
        if (header?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        var result = await Handler.ValidateTokenAsync(header["Bearer ".Length..].Trim(), new TokenValidationParameters
        {
            ConfigurationManager = _metadata,
            ValidIssuer = _options.Authority,
            ValidAudience = _options.ApiAudience,
            ValidTypes = ["at+jwt", "application/at+jwt"],
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256],
            ClockSkew = TimeSpan.FromSeconds(30),
        });
        return result is { IsValid: true, SecurityToken: JsonWebToken token } && IsForThisPortal(token) ? token : null;
    }

    // A token the same user got for another app, say the EHR as a member of staff, is not one for the portal.
    private bool IsForThisPortal(JsonWebToken token) =>
        token.TryGetPayloadValue<string>("client_id", out var client) && client == _options.ClientId;
}
