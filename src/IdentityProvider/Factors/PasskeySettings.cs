using IdentityProvider.Web;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Factors;

/// <summary>What every ceremony demands. Fixed, not configured: a passkey that was made under other terms could not be told from these.</summary>
internal static class PasskeySettings
{
    public static void Apply(IdentityPasskeyOptions passkeys, IOptions<ServerOptions> server)
    {
        var issuer = new Uri(server.Value.Issuer);

        // From the configured issuer, never from a Host header (WebAuthn L3 §5.1.2: a passkey belongs to this name for good).
        passkeys.ServerDomain = issuer.Host;
        passkeys.ValidateOrigin = origin => ValueTask.FromResult(IsOurs(origin, issuer));

        // A finger, a face or a PIN each time: that is what makes it both factors (NIST SP 800-63B-4 §3.1.7).
        passkeys.UserVerificationRequirement = "required";

        // It can say who it is, so that the first page needs no name.
        passkeys.ResidentKeyRequirement = "required";

        // No clinic demands a make, and asking for proof of it makes browsers warn people about their privacy.
        passkeys.AttestationConveyancePreference = "none";
        passkeys.ChallengeSize = 32;
        passkeys.AuthenticatorTimeout = PasskeyChallenge.Lifetime;
    }

    // Scheme, host and port, to the letter; and in no frame of somebody else's page.
    private static bool IsOurs(PasskeyOriginValidationContext origin, Uri issuer) =>
        string.Equals(origin.Origin, issuer.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal) && !origin.CrossOrigin && origin.TopOrigin is null;
}
