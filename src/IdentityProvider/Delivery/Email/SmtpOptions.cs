using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MimeKit;

namespace IdentityProvider.Delivery.Email;

/// <summary>How a connection to a mail server is kept from being read on its way.</summary>
public enum SmtpSecurity
{
    /// <summary>Begins in the clear and turns to TLS before anything is said (RFC 3207). A server that does not offer it gets no mail.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314 §3.3), usually on port 465.</summary>
    Tls,

    /// <summary>In the clear: only for a relay on this very machine.</summary>
    None,
}

/// <summary>Section "Delivery:Smtp". A mail server of the deployment, instead of SendGrid or beside it.</summary>
public sealed class SmtpOptions : IValidatableObject
{
    public const string Section = "Delivery:Smtp";

    /// <summary>The mail server's name. Empty: no mail goes by SMTP.</summary>
    [MaxLength(253)]
    public string Host { get; set; } = "";

    /// <summary>587 for submission (RFC 6409), 465 with TLS from the first byte.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>How the connection is protected: StartTls (RFC 3207), Tls from the first byte (RFC 8314), or None for a relay on this very machine.</summary>
    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>The account at the mail server. Empty: it takes mail from this machine without one.</summary>
    public string UserName { get; set; } = "";

    /// <summary>Its password. Secret.</summary>
    public string Password { get; set; } = "";

    /// <summary>The certificate, in PEM, of the authority that vouches for the mail server, where it is none that everybody knows.</summary>
    public string CertificateAuthority { get; set; } = "";

    /// <summary>The sender's address; its domain names this server as a sender (SPF, DKIM).</summary>
    [MaxLength(254)]
    public string FromAddress { get; set; } = "";

    /// <summary>The sender's name outside any clinic.</summary>
    [MaxLength(100)]
    public string FromName { get; set; } = "";

    internal bool IsUsed => Host.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => (IsUsed ? WrongWhenUsed() : WrongWhenUnused())
        .Where(rule => rule.IsBroken).Select(rule => new ValidationResult($"Delivery:Smtp:{rule.Words}"));

    private IEnumerable<(bool IsBroken, string Words)> WrongWhenUsed() =>
    [
        (!IsAddress(FromAddress), "FromAddress must be an e-mail address, without a name."),
        (FromName.Length == 0, "FromName must say who writes."),
        (!Enum.IsDefined(Security), "Security must be StartTls, Tls or None."),
        (Security == SmtpSecurity.None && Host is not ("localhost" or "127.0.0.1" or "::1"),
            "Security None sends codes in the clear, so it is only for a relay on this machine."),
        (UserName.Length > 0 != Password.Length > 0, "UserName and Password belong together."),
        (CertificateAuthority.Length > 0 && !IsCertificate(CertificateAuthority), "CertificateAuthority must be a certificate in PEM."),
    ];

    private IEnumerable<(bool IsBroken, string Words)> WrongWhenUnused() =>
        [(UserName.Length + Password.Length + FromAddress.Length + CertificateAuthority.Length > 0, "Host is not set, so no mail would go there.")];

    private static bool IsAddress(string typed) => MailboxAddress.TryParse(typed, out var address) && address.Address == typed;

    private static bool IsCertificate(string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
