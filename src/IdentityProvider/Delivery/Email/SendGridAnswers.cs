using System.Globalization;
using System.Net;
using System.Text.Json;

namespace IdentityProvider.Delivery.Email;

/// <summary>What SendGrid's answers mean. Errors are {"errors":[{"message":"…","field":"personalizations.0.to.0.email"}]}.</summary>
internal static class SendGridAnswers
{
    public static (MessageOutcome Outcome, string? Code) Read(HttpStatusCode status, string body)
    {
        var code = ((int)status).ToString(CultureInfo.InvariantCulture);
        return status switch
        {
            HttpStatusCode.OK or HttpStatusCode.Accepted => (MessageOutcome.Sent, null),
            HttpStatusCode.BadRequest when Has(body, "field", ".to.") => (MessageOutcome.BadNumber, code),

            // An empty account is answered like a wrong key; only the message tells them apart.
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when Has(body, "message", "credits exceeded") => (MessageOutcome.OutOfCredit, code),
            _ => (ProviderAnswer.OutcomeOf(status), code),
        };
    }

    private static bool Has(string body, string member, string part)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.GetProperty("errors").EnumerateArray().Any(error =>
                error.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String
                && value.GetString()!.Contains(part, StringComparison.OrdinalIgnoreCase));
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Not SendGrid's form of an error; the status has to do.
            return false;
        }
    }
}
