using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IdentityProvider.Delivery;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Hooks;

/// <summary>Whether SendGrid sent an Event Webhook: ECDSA P-256 with SHA-256 over the timestamp's text and the raw body.</summary>
/// <remarks>Source: sendgrid.com, "Getting started with the Event Webhook Security Features".</remarks>
internal sealed class SendGridSignature(IOptions<DeliveryOptions> options, TimeProvider clock)
{
    public const string SignatureHeader = "X-Twilio-Email-Event-Webhook-Signature";
    public const string TimestampHeader = "X-Twilio-Email-Event-Webhook-Timestamp";

    /// <summary>How old a report may be. SendGrid tries again for 24 hours, and what it tries again keeps its time.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(25);

    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly string _key = options.Value.SendGrid.WebhookKey;

    /// <summary>Whether SendGrid is listened to at all.</summary>
    public bool IsSet => _key.Length > 0;

    public bool IsGood(IHeaderDictionary headers, byte[] body)
    {
        var (time, signature) = (headers[TimestampHeader].ToString(), headers[SignatureHeader].ToString());
        return IsSet && IsOfNow(time) && SignatureOf(signature) is { } bytes && Verify(time, body, bytes);
    }

    private bool Verify(string time, byte[] body, byte[] signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(_key), out _);
        byte[] signed = [.. Encoding.ASCII.GetBytes(time), .. body];
        return key.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private bool IsOfNow(string time)
    {
        var now = clock.GetUtcNow();
        return long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= (now + Skew).ToUnixTimeSeconds() && seconds >= (now - Window).ToUnixTimeSeconds();
    }

    private static byte[]? SignatureOf(string text)
    {
        var bytes = new byte[128];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}
