using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Samples.Ehr.SignIn;

/// <summary>One trip to the identity provider: what was sent along, so that the answer can be told from a forged one.</summary>
/// <param name="State">Ties the answer to the browser that asked (RFC 6749 §10.12).</param>
/// <param name="Nonce">Ties the ID token to this trip (OpenID Connect Core §3.1.2.1).</param>
/// <param name="CodeVerifier">Makes the code useless to anyone but us (RFC 7636).</param>
/// <param name="ReturnPath">The page of this app that the user wanted.</param>
public sealed record SignInRequest(string State, string Nonce, string CodeVerifier, string ReturnPath)
{
    public static SignInRequest Create(string returnPath) => new(Random(), Random(), Random(), returnPath);

    /// <summary>SHA-256 of the verifier, base64url (RFC 7636 §4.2).</summary>
    public string CodeChallenge => Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(CodeVerifier)));

    /// <param name="stepUp">What a protected resource found missing (RFC 9470 §4); null for a plain sign-in.</param>
    public string AuthorizeUrl(OpenIdConnectConfiguration metadata, EhrOptions options, string? prompt, string? loginHint, StepUpNeed? stepUp = null)
    {
        var message = new OpenIdConnectMessage
        {
            IssuerAddress = metadata.AuthorizationEndpoint,
            ClientId = options.ClientId,
            RedirectUri = options.RedirectUri,
            ResponseType = OpenIdConnectResponseType.Code,
            Scope = options.Scope,
            State = State,
            Nonce = Nonce,
            Prompt = prompt,
            LoginHint = loginHint,
            AcrValues = stepUp?.AcrValues,
            MaxAge = stepUp?.MaxAge,
        };
        message.SetParameter("code_challenge", CodeChallenge);
        message.SetParameter("code_challenge_method", "S256");
        // Microsoft.IdentityModel adds its own name and version to the URL unless told not to.
        message.EnableTelemetryParameters = false;
        return message.CreateAuthenticationRequestUrl();
    }

    private static string Random() => Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
}
