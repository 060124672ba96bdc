using System.Text.Json.Nodes;

namespace IdentityProvider.Dev.Carriers;

/// <summary>An HTTP answer of a simulated carrier.</summary>
internal sealed record CarrierAnswer(int Status, JsonNode? Body = null, string ContentType = "application/json")
{
    /// <summary>For headers the caller may look at, such as X-Message-Id.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public async Task WriteAsync(HttpResponse response, CancellationToken ct)
    {
        response.StatusCode = Status;
        foreach (var (name, value) in Headers)
        {
            response.Headers[name] = value;
        }

        if (Body is not null)
        {
            response.ContentType = ContentType;
            await response.WriteAsync(Body.ToJsonString(), ct);
        }
    }
}

/// <summary>What a request that is in order would deliver, and how the carrier then answers. Without a channel it only asks, and delivers nothing.</summary>
internal sealed record Delivery(string? Channel, string To, string? From, string? Subject, string Text, string? Html, CarrierAnswer Answer)
{
    /// <summary>What the carrier reports of it later needs; null when it reports nothing.</summary>
    public Receipt? Receipt { get; init; }
}

/// <summary>A message that a carrier took, as it will speak of it.</summary>
/// <param name="Carrier">Who took it.</param>
/// <param name="Id">The carrier's name for it.</param>
/// <param name="Reference">The sender's own name for it, when it gave one.</param>
/// <param name="ReportTo">Where the sender wants to hear of it; null: where its account says.</param>
internal sealed record Receipt(Carrier Carrier, string Id, string? Reference, string? ReportTo);

/// <summary>A request is refused, or it is a delivery: never both.</summary>
internal sealed record Verdict(CarrierAnswer? Refusal, Delivery? Delivery)
{
    public static implicit operator Verdict(CarrierAnswer refusal) => new(refusal, Delivery: null);

    public static implicit operator Verdict(Delivery delivery) => new(Refusal: null, delivery);
}
