using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Samples.Ehr.SignIn;

/// <summary>
/// The identity provider as it describes itself: endpoints and keys come from its metadata, so that neither is ever
/// copied into settings. Fetched once, again after hours, and at once when a token names a key that is not known yet.
/// </summary>
public sealed class Authority
{
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _metadata;

    public Authority(IOptions<EhrOptions> options, IHttpClientFactory http)
    {
        var address = $"{options.Value.Authority}/.well-known/openid-configuration";
        var documents = new HttpDocumentRetriever(http.CreateClient(nameof(Authority)))
        {
            // Metadata over plain http can be forged on the way. Only a provider on this very machine is exempt.
            RequireHttps = !new Uri(address).IsLoopback,
        };
        _metadata = new(address, new OpenIdConnectConfigurationRetriever(), documents);
    }

    /// <exception cref="AuthorityUnavailableException">The metadata could not be fetched.</exception>
    public async Task<OpenIdConnectConfiguration> MetadataAsync(CancellationToken ct)
    {
        try
        {
            return await _metadata.GetConfigurationAsync(ct);
        }
        catch (InvalidOperationException exception)
        {
            throw new AuthorityUnavailableException("The identity provider's metadata could not be fetched.", exception);
        }
    }

    /// <summary>What every token of this provider must satisfy; the caller adds audience and type.</summary>
    public TokenValidationParameters TokenRules(OpenIdConnectConfiguration metadata) => new()
    {
        ValidIssuer = metadata.Issuer,
        ConfigurationManager = _metadata,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        // Asymmetric only. With HS256 allowed, the public key could be passed off as a shared secret.
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256],
        ClockSkew = TimeSpan.FromSeconds(30),
    };
}

/// <summary>The identity provider cannot be reached or does not answer as one. People see "try again", not a stack trace.</summary>
public sealed class AuthorityUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
