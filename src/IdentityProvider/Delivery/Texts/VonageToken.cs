using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IdentityProvider.Delivery.Texts;

/// <summary>Says who we are to Vonage: a JWT signed with the application's key, one for each request.</summary>
public sealed class VonageToken(IOptions<DeliveryOptions> options, TimeProvider clock)
{
    // Vonage rejects a token used a second time only in some products; a short life and a fresh jti satisfy all of them.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly string _applicationId = options.Value.Vonage.ApplicationId;
    private readonly SigningCredentials _key = new(new RsaSecurityKey(Import(options.Value.Vonage.PrivateKey)), SecurityAlgorithms.RsaSha256);
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public string Create()
    {
        var now = clock.GetUtcNow();
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            IssuedAt = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Jti] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
                ["application_id"] = _applicationId,
            },
            SigningCredentials = _key,
        });
    }

    private static RSA Import(string pem)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return rsa;
    }
}
