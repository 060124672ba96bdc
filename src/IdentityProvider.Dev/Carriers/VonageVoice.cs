using System.Text.Json;
using System.Text.Json.Nodes;

namespace IdentityProvider.Dev.Carriers;

/// <summary>POST /v1/calls with an NCCO, as the Voice API v1 describes it.</summary>
internal sealed class VonageVoice(VonageToken token, TimeProvider clock) : ICarrierApi
{
    private const int LongestTalk = 1500;

    public Carrier Carrier => Carrier.VonageVoice;

    public string Path => "/v1/calls";

    public long LongestBody => 64 * 1024;

    public async Task<Verdict> JudgeAsync(IHeaderDictionary headers, ReadOnlyMemory<byte> body)
    {
        if (!await token.IsGoodAsync(headers.Authorization))
        {
            return VonageProblem.Unauthorized();
        }

        if (Json.Object(body) is not { } call)
        {
            return VonageProblem.InvalidParameter(400, "body", "must be a JSON object");
        }

        return (BrokenCall(call) ?? BrokenTalk(call)) is var (name, reason) ? VonageProblem.InvalidParameter(400, name, reason) : Accept(call);
    }

    public CarrierAnswer Refuse(int status) => VonageProblem.For(status);

    private static (string Name, string Reason)? BrokenCall(JsonElement? call) =>
        call.List("to") is not [var to] || to.Text("type") != "phone" ? ("to", "must hold exactly one endpoint of type phone")
        : !VonageMessages.Msisdn().IsMatch(to.Text("number") ?? "") ? ("to.0.number", "must be 7 to 15 digits in E.164 without +")
        : call.Member("from").Text("type") != "phone" || call.Member("from").Text("number") != CarrierCredentials.FromNumber ? ("from.number", "is not one of your numbers")
        : call.Member("machine_detection") is not null && call.Text("machine_detection") is not ("continue" or "hangup") ? ("machine_detection", "must be continue or hangup")
        : IsOutside(call, "length_timer", 1, 86_400) ? ("length_timer", "must be 1 to 86400 seconds")
        : IsOutside(call, "ringing_timer", 1, 120) ? ("ringing_timer", "must be 1 to 120 seconds")
        : call.List("ncco").Count == 0 ? ("ncco", "must hold at least one action, or give answer_url")
        : null;

    private static (string Name, string Reason)? BrokenTalk(JsonElement? call)
    {
        var talks = call.List("ncco").ToList();
        return talks.Exists(talk => talk.Text("action") is not "talk") ? ("ncco.action", "only talk is understood here")
            : talks.Exists(talk => Speech.Read(talk.Text("text") ?? "") is not { Length: > 0 and <= LongestTalk }) ? ("ncco.text", "must be 1 to 1500 characters of text or well-formed SSML")
            : talks.Exists(talk => talk.Member("loop") is not null && talk.Number("loop") is not >= 0) ? ("ncco.loop", "must be 0 or more")
            : talks.Exists(talk => talk.Member("language") is not null && talk.Text("language") is not { Length: >= 2 }) ? ("ncco.language", "must be a language tag")
            : null;
    }

    private Delivery Accept(JsonElement? call)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow()).ToString();
        return new Delivery(
            "voice",
            "+" + call.List("to")[0].Text("number"),
            "+" + call.Member("from").Text("number"),
            Subject: null,
            string.Join(' ', call.List("ncco").Select(talk => Speech.Read(talk.Text("text")!))),
            Html: null,
            new CarrierAnswer(201, new JsonObject
            {
                ["uuid"] = id,
                ["status"] = "started",
                ["direction"] = "outbound",
                ["conversation_uuid"] = $"CON-{id}",
            }))
        {
            Receipt = new Receipt(Carrier, id, Reference: null, call.List("event_url") is [{ } address, ..] ? address.GetString() : null),
        };
    }

    private static bool IsOutside(JsonElement? call, string name, int least, int most) =>
        call.Member(name) is not null && (call.Number(name) is not { } number || number < least || number > most);
}
