using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Samples.Ehr.SignIn;

/// <summary>Decides whether an ID token is the provider's word about this user, to this app, for this trip.</summary>
public sealed class IdTokens(Authority authority, IOptions<EhrOptions> options)
{
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    /// <param name="nonce">What this trip sent; null after a refresh, which has none.</param>
    /// <returns>Null when any rule of OpenID Connect Core §3.1.3.7 is broken.</returns>
    public async Task<SignedInUser?> ValidateAsync(string? idToken, string? nonce, CancellationToken ct)
    {
        if (idToken is null)
        {
            return null;
        }

        var rules = authority.TokenRules(await authority.MetadataAsync(ct));
        rules.ValidAudience = options.Value.ClientId;
        var result = await Handler.ValidateTokenAsync(idToken, rules);
        if (!result.IsValid || result.SecurityToken is not JsonWebToken token)
        {
            return null;
        }

        // A token that was issued for another trip, say one an attacker made with their own account, has another nonce.
        return nonce is null || (token.TryGetPayloadValue<string>("nonce", out var named) && named == nonce)
            ? SignedInUser.From(token)
            : null;
    }
}
