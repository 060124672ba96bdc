namespace IdentityProvider.Delivery.Templates;

/// <summary>What the deployment puts on every letter.</summary>
/// <param name="Issuer">The provider's own URL. Its host stands in the last line of a text: browsers offer the code on that site only.</param>
/// <param name="ServiceName">Signs letters outside any clinic; at most 20 characters of the GSM-7 alphabet.</param>
public sealed record LetterHead(Uri Issuer, string ServiceName)
{
    /// <summary>In whose name a letter is written, in full.</summary>
    public string SenderOf(Letter letter) => letter.Clinic?.Name ?? ServiceName;

    /// <summary>In whose name a text is written: short, and in letters a text can hold.</summary>
    public string TextSenderOf(Letter letter) => Texts.Gsm7.Fold(letter.Clinic?.TextName ?? ServiceName);
}
