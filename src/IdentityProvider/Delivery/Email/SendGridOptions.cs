using System.ComponentModel.DataAnnotations;

namespace IdentityProvider.Delivery.Email;

/// <summary>Section "Delivery:SendGrid".</summary>
public sealed class SendGridOptions : IValidatableObject
{
    public const string Section = "Delivery:SendGrid";

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

    internal bool IsUsed => ApiKey.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsUsed && !new EmailAddressAttribute().IsValid(FromAddress))
        {
            yield return new ValidationResult("Delivery:SendGrid:FromAddress must be an e-mail address.");
        }

        if (IsUsed && FromName.Length == 0)
        {
            yield return new ValidationResult("Delivery:SendGrid:FromName must say who writes.");
        }
    }
}
