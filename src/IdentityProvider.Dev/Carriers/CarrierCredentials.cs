using System.Security.Cryptography;

namespace IdentityProvider.Dev.Carriers;

/// <summary>What the provider is given to show the carriers, and the carriers to check it with. Drawn anew at each start.</summary>
public sealed record CarrierCredentials(string SendGridApiKey, string VonageApplicationId, string VonagePrivateKey, string VonageSignatureSecret, string SendGridSigningKey)
{
    /// <summary>The one sender SendGrid has verified.</summary>
    public const string FromAddress = "no-reply@id.example";

    /// <summary>The one number that is ours at Vonage, digits only.</summary>
    public const string FromNumber = "18005550199";

    // One for the process: drawing it takes longer than everything else a test does.
    private static readonly Lazy<string> PrivateKey = new(DrawPrivateKey);
    private static readonly Lazy<string> SigningKey = new(DrawSigningKey);

    public static CarrierCredentials Draw(TimeProvider clock) =>
        new(
            $"SG.{RandomNumberGenerator.GetHexString(22)}.{RandomNumberGenerator.GetHexString(43)}",
            Guid.CreateVersion7(clock.GetUtcNow()).ToString(),
            PrivateKey.Value,
            RandomNumberGenerator.GetHexString(32),
            SigningKey.Value);

    /// <summary>The provider's settings for carriers that listen here.</summary>
    /// <param name="simulators">For example http://127.0.0.1:7110.</param>
    public IEnumerable<KeyValuePair<string, string?>> SettingsFor(Uri simulators) =>
    [
        new("Delivery:SendGrid:BaseUrl", simulators.ToString()),
        new("Delivery:SendGrid:ApiKey", SendGridApiKey),
        new("Delivery:SendGrid:WebhookKey", PublicPartOf(SendGridSigningKey)),
        new("Delivery:SendGrid:FromAddress", FromAddress),
        new("Delivery:SendGrid:FromName", "Sign-in"),
        new("Delivery:Vonage:MessagesBaseUrl", simulators.ToString()),
        new("Delivery:Vonage:VoiceBaseUrl", simulators.ToString()),
        new("Delivery:Vonage:InsightsBaseUrl", simulators.ToString()),
        new("Delivery:Vonage:ApplicationId", VonageApplicationId),
        new("Delivery:Vonage:PrivateKey", VonagePrivateKey),
        new("Delivery:Vonage:SignatureSecret", VonageSignatureSecret),
        new("Delivery:Vonage:FromNumber", FromNumber),
    ];

    private static string PublicPartOf(string signingKey)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(signingKey);
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }

    private static string DrawSigningKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static string DrawPrivateKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
