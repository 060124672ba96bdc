using System.Net.Http.Headers;
using System.Text.Json;
using IdentityProvider.Delivery.Texts;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;

namespace IdentityProvider.Delivery.Lookup;

/// <summary>
/// Asks Vonage's Identity Insights what kind of line a number is: POST /identity-insights/v1/requests. It only helps: without an address, in
/// trouble or after two seconds the answer is <see cref="LineType.Unknown"/>, and the code decides.
/// </summary>
public sealed partial class LineLookup(HttpClient http, IOptions<DeliveryOptions> options, VonageToken token, ILogger<LineLookup> logger)
{
    // Real time: a network does not hang by the clock that judges expiries.
    private static readonly ResiliencePipeline InTime = new ResiliencePipelineBuilder { TimeProvider = TimeProvider.System }
        .AddTimeout(ProviderCalls.Timeout).Build();

    /// <summary>Whether there is anybody to ask.</summary>
    public bool IsConfigured => options.Value.Vonage.InsightsBaseUrl is not null;

    /// <param name="number">E.164.</param>
    /// <param name="ct">Cancels the asking.</param>
    public async Task<LineType> AskAsync(string number, CancellationToken ct)
    {
        if (options.Value.Vonage.InsightsBaseUrl is not { } address)
        {
            return LineType.Unknown;
        }

        try
        {
            return await InTime.ExecuteAsync(async inTime => await AskAsync(address, number.TrimStart('+'), inTime), ct);
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutRejectedException or IOException)
        {
            NoAnswer(logger, exception.GetType().Name);
            return LineType.Unknown;
        }
    }

    private async Task<LineType> AskAsync(Uri address, string digits, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/identity-insights/v1/requests"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token.Create()) },
            Content = JsonContent.Create(new
            {
                phone_number = digits,
                purpose = "FraudPreventionAndDetection",
                insights = new { format = new { }, current_carrier = new { } },
            }),
        };
        var answer = await ProviderAnswer.AskAsync(http, request, ct);
        if ((int)answer.Status is < 200 or >= 300)
        {
            NoAnswer(logger, answer.Status.ToString());
            return LineType.Unknown;
        }

        return Read(answer.Body);
    }

    /// <summary>Reads the carrier's word for the line. The list is open: what is not known here is unknown, and allowed.</summary>
    internal static LineType Read(string body) => NetworkTypeIn(body)?.ToUpperInvariant() switch
    {
        "MOBILE" => LineType.Mobile,
        "LANDLINE" => LineType.Landline,
        "VIRTUAL" or "VOIP" => LineType.Voip,
        "LANDLINE_TOLLFREE" or "TOLLFREE" or "TOLL_FREE" => LineType.TollFree,
        "LANDLINE_PREMIUM" or "PREMIUM" => LineType.Premium,
        "PAGER" => LineType.Pager,
        _ => LineType.Unknown,
    };

    private static string? NetworkTypeIn(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Member(Member(Member(json.RootElement, "insights"), "current_carrier"), "network_type") is { ValueKind: JsonValueKind.String } type
                ? type.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Member(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var member) ? member : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The carrier look-up gave no answer ({Reason}). The number is taken as of an unknown kind.")]
    private static partial void NoAnswer(ILogger logger, string reason);
}
