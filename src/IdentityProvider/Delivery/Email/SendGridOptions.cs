using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;

namespace IdentityProvider.Delivery.Email;

/// <summary>Section "Delivery:SendGrid".</summary>
public sealed class SendGridOptions : IValidatableObject
{
    public const string Section = "Delivery:SendGrid";

    /// <summary>As stored with messages.</summary>
    internal const string Provider = "sendgrid";

    /// <summary>Where the v3 API is. https://api.eu.sendgrid.com for accounts in the EU region.</summary>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://api.sendgrid.com");

    /// <summary>An API key with the scope "Mail Send" and no other. Secret. Empty: no mail goes by SendGrid.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>The sender's address; its domain is authenticated at SendGrid (SPF, DKIM).</summary>
    [MaxLength(254)]
    public string FromAddress { get; set; } = "";

    /// <summary>The sender's name outside any clinic.</summary>
    [MaxLength(100)]
    public string FromName { get; set; } = "";

    /// <summary>
    /// The verification key of SendGrid's signed Event Webhook, as its settings show it (base64), for what it reports to /hooks/sendgrid. Empty: nothing it
    /// reports is listened to.
    /// </summary>
    public string WebhookKey { get; set; } = "";

    internal bool IsUsed => ApiKey.Length > 0;

    internal bool IsHeard => WebhookKey.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsUsed && !new EmailAddressAttribute().IsValid(FromAddress))
        {
            yield return new ValidationResult("Delivery:SendGrid:FromAddress must be an e-mail address.");
        }

        if (IsHeard && !IsKey(WebhookKey))
        {
            yield return new ValidationResult("Delivery:SendGrid:WebhookKey must be the verification key that SendGrid shows: a P-256 public key in base64.");
        }

        if (IsUsed && FromName.Length == 0)
        {
            yield return new ValidationResult("Delivery:SendGrid:FromName must say who writes.");
        }
    }

    private static bool IsKey(string base64)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(base64), out _);
            return key.KeySize == 256;
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
