using System.Net.Http.Headers;
using IdentityProvider.Delivery.Templates;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Delivery.Texts;

/// <summary>Texts through Vonage's Messages API, POST /v1/messages.</summary>
internal sealed class VonageTextSender(HttpClient http, IOptions<DeliveryOptions> options, VonageToken token) : IMessageSender
{
    // What the Messages API accepts, in seconds.
    private const int ShortestLife = 20;
    private const int LongestLife = 604_800;

    private readonly VonageOptions _options = options.Value.Vonage;

    public Channel Channel => Channel.Text;

    public string Provider => VonageOptions.Provider;

    public async Task<SendResult> SendAsync(OutgoingMessage message, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_options.MessagesBaseUrl, "/v1/messages"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token.Create()) },
            Content = JsonContent.Create(BodyOf(message), options: VonageOptions.WithoutNulls),
        };
        var answer = await ProviderAnswer.AskAsync(http, request, ct);
        var (outcome, code) = VonageAnswers.Read(answer.Status, answer.Body);
        return new SendResult(outcome, Provider, VonageAnswers.IdIn(answer.Body, "message_uuid")) { RetryAfter = answer.RetryAfter, ProviderCode = code };
    }

    private object BodyOf(OutgoingMessage message) => new
    {
        channel = "sms",
        message_type = "text",
        to = message.DialledNumber,
        from = _options.FromNumber,
        text = TextTemplate.Render(message.Letter, message.Head, message.Now),
        client_ref = message.Id,

        // The carrier, too, shall drop a code that has died on the way.
        ttl = Math.Clamp((int)(message.ExpiresAt - message.Now).TotalSeconds, ShortestLife, LongestLife),
        sms = new { encoding_type = "auto" },

        // Asked of the application's own settings when nobody listens here.
        webhook_url = _options.IsHeard ? new Uri(message.Head.Issuer, "/hooks/vonage/messages") : null,
        webhook_version = _options.IsHeard ? "v1" : null,
    };
}
