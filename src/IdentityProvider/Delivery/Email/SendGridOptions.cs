using System.ComponentModel.DataAnnotations;

namespace IdentityProvider.Delivery.Email;

/// <summary>Section "Delivery:SendGrid".</summary>
public sealed class SendGridOptions
{
    public const string Section = "Delivery:SendGrid";

    /// <summary>Where the v3 API is. https://api.eu.sendgrid.com for accounts in the EU region.</summary>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://api.sendgrid.com");

    /// <summary>An API key with the scope "Mail Send" and no other. Secret.</summary>
    [Required]
    public string ApiKey { get; set; } = "";

    /// <summary>The sender's address; its domain is authenticated at SendGrid (SPF, DKIM).</summary>
    [Required, EmailAddress]
    public string FromAddress { get; set; } = "";

    /// <summary>The sender's name outside any clinic.</summary>
    [Required, MaxLength(100)]
    public string FromName { get; set; } = "";
}
