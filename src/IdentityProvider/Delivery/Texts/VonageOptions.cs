using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IdentityProvider.Delivery.Texts;

/// <summary>Section "Delivery:Vonage". One Vonage application sends the texts, makes the calls and is asked what kind of line a number is.</summary>
public sealed class VonageOptions : IValidatableObject
{
    public const string Section = "Delivery:Vonage";

    /// <summary>As stored with messages.</summary>
    internal const string Provider = "vonage";

    /// <summary>How bodies for Vonage are written: what is not asked for does not stand there.</summary>
    internal static readonly JsonSerializerOptions WithoutNulls = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    // HMAC-SHA-256 with fewer bits than its blocks are asked for is no signature.
    private const int ShortestSecret = 16;

    /// <summary>Where the Messages API is.</summary>
    [Required]
    public Uri MessagesBaseUrl { get; set; } = new("https://api.nexmo.com");

    /// <summary>Where the Voice API is.</summary>
    [Required]
    public Uri VoiceBaseUrl { get; set; } = new("https://api.nexmo.com");

    /// <summary>
    /// Where Identity Insights is, for example https://api-eu.vonage.com: there a typed number's kind of line is asked (a landline cannot take
    /// texts). Each question costs a little. Empty: nobody is asked, and the code alone decides.
    /// </summary>
    public Uri? InsightsBaseUrl { get; set; }

    /// <summary>The application's id, a UUID.</summary>
    [Required]
    public string ApplicationId { get; set; } = "";

    /// <summary>The application's RSA key, PEM (PKCS#8 or PKCS#1), 2048 bits or more. Secret.</summary>
    [Required]
    public string PrivateKey { get; set; } = "";

    /// <summary>
    /// The number that texts and calls come from, 11 digits with the leading 1. In the US it must be a registered 10DLC number or a verified
    /// toll-free number; otherwise carriers refuse every text (error 1120).
    /// </summary>
    [Required, RegularExpression("1[2-9][0-9]{9}", ErrorMessage = "Delivery:Vonage:FromNumber must be 11 digits that begin with 1.")]
    public string FromNumber { get; set; } = "";

    /// <summary>
    /// The account's signature secret, with which Vonage signs what it reports to /hooks/vonage/messages and /hooks/vonage/voice. At least 16 characters.
    /// Secret. Empty: nothing it reports is listened to, and it is not asked to report.
    /// </summary>
    public string SignatureSecret { get; set; } = "";

    /// <summary>The account's API key, which reports name as well. Empty: the application's id and the signature have to do.</summary>
    public string ApiKey { get; set; } = "";

    internal bool IsHeard => SignatureSecret.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Guid.TryParse(ApplicationId, out _))
        {
            yield return new ValidationResult("Delivery:Vonage:ApplicationId must be a UUID.");
        }

        if (IsHeard && SignatureSecret.Length < ShortestSecret)
        {
            yield return new ValidationResult("Delivery:Vonage:SignatureSecret must have at least 16 characters.");
        }

        if (!IsKey(PrivateKey))
        {
            // The value is a secret: the message says what it must be, never what it is.
            yield return new ValidationResult("Delivery:Vonage:PrivateKey must be an RSA private key of 2048 bits or more in PEM.");
        }
    }

    private static bool IsKey(string pem)
    {
        using var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return rsa.KeySize >= 2048 && rsa.ExportParameters(includePrivateParameters: true).D is not null;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            return false;
        }
    }
}
