using System.ComponentModel.DataAnnotations;

namespace IdentityProvider.Factors;

/// <summary>Section "Passkeys".</summary>
public sealed class PasskeyOptions
{
    public const string Section = "Passkeys";

    /// <summary>After how many sign-ins with a password somebody without a passkey is asked whether they want one; again after 90 days. 0: nobody is asked.</summary>
    [Range(0, 100)]
    public int OfferAfter { get; set; } = 5;
}
