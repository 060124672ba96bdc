using System.Text.Json;
using System.Text.Json.Nodes;

namespace IdentityProvider.Dev.Carriers;

/// <summary>
/// POST /identity-insights/v1/requests, as Identity Insights v1 describes it. The fictional numbers that end in 0180 to 0188 are lines of
/// every kind; all others are mobile.
/// </summary>
internal sealed class VonageInsights(VonageToken token) : ICarrierApi
{
    private static readonly Dictionary<string, string> Lines = new(StringComparer.Ordinal)
    {
        ["5550180"] = "LANDLINE",
        ["5550181"] = "VIRTUAL",
        ["5550182"] = "LANDLINE_TOLLFREE",
        ["5550183"] = "LANDLINE_PREMIUM",
        ["5550184"] = "PAGER",
        ["5550185"] = "UNKNOWN",
        ["5550186"] = "SATELLITE",
    };

    public Carrier Carrier => Carrier.VonageInsights;

    public string Path => "/identity-insights/v1/requests";

    public long LongestBody => 16 * 1024;

    /// <summary>0187: the service has trouble of its own. 0188: it never answers.</summary>
    public static Mood MoodOf(string number) => number.Length < 7 ? new Mood.Willing() : number[^7..] switch
    {
        "5550187" => new Mood.Refusing(500),
        "5550188" => new Mood.Hanging(),
        _ => new Mood.Willing(),
    };

    public async Task<Verdict> JudgeAsync(IHeaderDictionary headers, ReadOnlyMemory<byte> body)
    {
        if (!await token.IsGoodAsync(headers.Authorization))
        {
            return VonageProblem.Unauthorized();
        }

        if (Json.Object(body) is not { } request)
        {
            return VonageProblem.InvalidParameter(422, "body", "must be a JSON object");
        }

        return FirstBroken(request) is var (name, reason) ? VonageProblem.InvalidParameter(422, name, reason) : Answer(request);
    }

    public CarrierAnswer Refuse(int status) => VonageProblem.For(status);

    private static (string Name, string Reason)? FirstBroken(JsonElement? request) =>
        !VonageMessages.Msisdn().IsMatch(request.Text("phone_number") ?? "") ? ("phone_number", "must be 7 to 15 digits in E.164 without + or 00")
        : request.Text("purpose") != "FraudPreventionAndDetection" ? ("purpose", "must be FraudPreventionAndDetection")
        : request.Member("insights").Member("current_carrier") is null ? ("insights", "must ask for something that is switched on for this application")
        : null;

    private static Delivery Answer(JsonElement? request)
    {
        var number = "+" + request.Text("phone_number");
        var status = new JsonObject { ["code"] = "OK", ["message"] = "Success" };
        return new Delivery(Channel: null, number, From: null, Subject: null, Text: "", Html: null, new CarrierAnswer(200, new JsonObject
        {
            ["request_id"] = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
            ["insights"] = new JsonObject
            {
                ["format"] = new JsonObject { ["is_format_valid"] = true, ["status"] = status.DeepClone() },
                ["current_carrier"] = new JsonObject { ["network_type"] = Lines.GetValueOrDefault(number[^7..], "MOBILE"), ["status"] = status },
            },
        }));
    }
}
