using System.ComponentModel.DataAnnotations;
using IdentityProvider.Delivery.Email;
using IdentityProvider.Delivery.Texts;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Delivery;

/// <summary>Who can carry e-mail.</summary>
public enum EmailProvider
{
    SendGrid,
    Smtp,
}

/// <summary>Section "Delivery". A wrong or misspelt value stops the application before it takes a request.</summary>
public sealed class DeliveryOptions
{
    public const string Section = "Delivery";

    /// <summary>Signs texts and calls outside any clinic. At most 20 characters of the GSM-7 alphabet.</summary>
    [Required, MaxLength(20)]
    public string ServiceName { get; set; } = "Clinic ID";

    /// <summary>How many messages a node sends at once on each channel. Channels do not share places: one that hangs costs the others nothing.</summary>
    [Range(1, 500)]
    public int Parallel { get; set; } = 32;

    /// <summary>
    /// Who carries e-mail (SendGrid, Smtp), the first one first; the next is asked when one is in trouble that is not the recipient's. Empty: SendGrid, or the mail server
    /// when only that is set.
    /// </summary>
    public EmailProvider[] EmailProviders { get; set; } = [];

    /// <summary>E-mail through SendGrid.</summary>
    [Required, ValidateObjectMembers]
    public SendGridOptions SendGrid { get; set; } = new();

    /// <summary>E-mail through a mail server of the deployment.</summary>
    [Required, ValidateObjectMembers]
    public SmtpOptions Smtp { get; set; } = new();

    /// <summary>Texts and calls through Vonage.</summary>
    [Required, ValidateObjectMembers]
    public VonageOptions Vonage { get; set; } = new();

    /// <summary>Who carries e-mail, in order.</summary>
    internal IReadOnlyList<EmailProvider> EmailInOrder => EmailProviders is { Length: > 0 } named ? named : [Smtp.IsUsed && !SendGrid.IsUsed ? EmailProvider.Smtp : EmailProvider.SendGrid];

    /// <summary>Whether everybody who is named can be asked, each once.</summary>
    internal bool NamesProvidersThatAreSet() => EmailInOrder.Distinct().Count() == EmailInOrder.Count
        && EmailInOrder.All(provider => provider switch { EmailProvider.SendGrid => SendGrid.IsUsed, EmailProvider.Smtp => Smtp.IsUsed, _ => false });

    internal bool IsUsable() => Gsm7.Holds(ServiceName)
        && IsSafe(SendGrid.BaseUrl) && IsSafe(Vonage.MessagesBaseUrl) && IsSafe(Vonage.VoiceBaseUrl)
        && (Vonage.InsightsBaseUrl is null || IsSafe(Vonage.InsightsBaseUrl));

    // Codes and keys travel there: in the clear only to this very machine, where the simulators are.
    private static bool IsSafe(Uri url) => url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
}
