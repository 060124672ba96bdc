using System.Net.Http.Headers;
using IdentityProvider.Delivery.Templates;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Delivery.Email;

/// <summary>E-mail through SendGrid's v3 API, POST /v3/mail/send.</summary>
internal sealed class SendGridSender(HttpClient http, IOptions<DeliveryOptions> options) : IMessageSender
{
    private readonly SendGridOptions _options = options.Value.SendGrid;

    public Channel Channel => Channel.Email;

    public string Provider => SendGridOptions.Provider;

    public async Task<SendResult> SendAsync(OutgoingMessage message, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_options.BaseUrl, "/v3/mail/send"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", _options.ApiKey) },
            Content = JsonContent.Create(BodyOf(message)),
        };
        var answer = await ProviderAnswer.AskAsync(http, request, ct);
        var (outcome, code) = SendGridAnswers.Read(answer.Status, answer.Body);
        return new SendResult(outcome, Provider, answer.MessageIdHeader) { RetryAfter = answer.RetryAfter, ProviderCode = code };
    }

    private object BodyOf(OutgoingMessage message)
    {
        var mail = MailTemplate.Render(message.Letter, message.Head, message.Now);
        return new
        {
            personalizations = new[] { new { to = new[] { new { email = message.Letter.Destination } }, custom_args = new { msg = message.Id } } },
            from = new { email = _options.FromAddress, name = message.Letter.Clinic?.Name ?? _options.FromName },
            subject = mail.Subject,

            // Plain first: SendGrid refuses the other order, and mail programs show the last part they understand.
            content = new[] { new { type = "text/plain", value = mail.Plain }, new { type = "text/html", value = mail.Html } },
            categories = new[] { message.Letter.Content.Kind },
            tracking_settings = NoTracking,
        };
    }

    // An account's defaults would rewrite links and add a pixel that reports who read what, and when.
    private static readonly object NoTracking = new
    {
        click_tracking = new { enable = false, enable_text = false },
        open_tracking = new { enable = false },
        subscription_tracking = new { enable = false },
    };
}
