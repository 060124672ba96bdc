using System.Net.Http.Headers;
using IdentityProvider.Delivery.Templates;
using IdentityProvider.Delivery.Texts;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Delivery.Calls;

/// <summary>Calls through Vonage's Voice API, POST /v1/calls.</summary>
internal sealed class VonageCallSender(HttpClient http, IOptions<DeliveryOptions> options, VonageToken token) : IMessageSender
{
    private readonly VonageOptions _options = options.Value.Vonage;

    public Channel Channel => Channel.Voice;

    public string Provider => VonageOptions.Provider;

    public async Task<SendResult> SendAsync(OutgoingMessage message, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_options.VoiceBaseUrl, "/v1/calls"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token.Create()) },
            Content = JsonContent.Create(BodyOf(message), options: VonageOptions.WithoutNulls),
        };
        var answer = await ProviderAnswer.AskAsync(http, request, ct);
        var (outcome, code) = VonageAnswers.Read(answer.Status, answer.Body);
        return new SendResult(outcome, Provider, VonageAnswers.IdIn(answer.Body, "uuid")) { RetryAfter = answer.RetryAfter, ProviderCode = code };
    }

    private object BodyOf(OutgoingMessage message)
    {
        var call = CallTemplate.Render(message.Letter, message.Head);
        return new
        {
            to = new[] { new { type = "phone", number = message.DialledNumber } },
            from = new { type = "phone", number = _options.FromNumber },
            ncco = new[] { new { action = "talk", language = call.Language, style = 0, premium = false, loop = 2, bargeIn = false, text = call.Speech } },

            // A code on an answering machine is a code for whoever listens to it first.
            machine_detection = "hangup",
            length_timer = 120,
            ringing_timer = 30,

            // A call carries no reference of ours, so it stands in the address.
            event_url = _options.IsHeard ? new[] { new Uri(message.Head.Issuer, $"/hooks/vonage/voice?message={message.Id:N}") } : null,
            event_method = _options.IsHeard ? "POST" : null,
        };
    }
}
