using System.Globalization;
using System.Text.Json;

namespace IdentityProvider.Dev.Bench;

/// <summary>How soon and how fast one node gave messages to a provider that takes 20 ms.</summary>
/// <param name="Codes">Milliseconds each texted code took, at 50 of them a second.</param>
/// <param name="DrainedPerSecond">Texts from a full queue.</param>
/// <param name="CodesBehindNotices">Milliseconds each mailed code took while thousands of notices waited for the same provider.</param>
/// <param name="Lost">Messages of the whole run that never came.</param>
/// <param name="Duplicates">Messages of the whole run that came again, each time counted.</param>
internal sealed record DeliverySpeed(
    IReadOnlyList<double> Codes, double DrainedPerSecond, IReadOnlyList<double> CodesBehindNotices, int Lost, int Duplicates)
{
    public string ToJson() => JsonSerializer.Serialize(new
    {
        p99_request_to_provider_ms = Round(P99(Codes)),
        drained_per_second = Round(DrainedPerSecond),
        p99_code_behind_5000_notices_ms = Round(P99(CodesBehindNotices)),
        lost = Lost,
        duplicates = Duplicates,
    });

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        Messages of one node to a provider that takes 20 ms:
          a code, from its save to the provider   {P99(Codes),7:0.0} ms p99, {Median(Codes):0.0} median of {Codes.Count} at 50 a second (at most 150)
          drained from a full queue               {DrainedPerSecond,7:0} a second (at least 500)
          a code behind 5,000 notices             {P99(CodesBehindNotices),7:0.0} ms p99, {Median(CodesBehindNotices):0.0} median of {CodesBehindNotices.Count} (at most 150)
          lost {Lost}, twice {Duplicates}
        """);

    private static double P99(IReadOnlyList<double> values) => AtShare(values, 0.99);

    private static double Median(IReadOnlyList<double> values) => AtShare(values, 0.5);

    private static double AtShare(IReadOnlyList<double> values, double share) =>
        values.Count == 0 ? double.NaN : values.Order().ElementAt((int)Math.Ceiling(share * values.Count) - 1);

    private static double Round(double value) => Math.Round(value, 1);
}
