using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using IdentityProvider.Delivery;
using IdentityProvider.Dev.Carriers;
using IdentityProvider.Tests.Delivery;

namespace IdentityProvider.Tests.Hooks;

/// <summary>Carriers report over HTTP, as they do and as somebody would who poses as one.</summary>
[Trait("Row", "B10")]
public sealed class HooksTests(OutboxBench bench) : IClassFixture<OutboxBench>, IAsyncLifetime
{
    private const string Phone = "+12185550123";
    private readonly HttpClient _http = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private CarrierReports Reports => bench.Idp.Simulators.Reports;

    public async ValueTask InitializeAsync()
    {
        await bench.ClearAsync();
        Reports.Begin(bench.Idp.Issuer);
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(Channel.Text, Phone)]
    [InlineData(Channel.Voice, Phone)]
    [InlineData(Channel.Email, "pat@mail.example")]
    public async Task What_a_carrier_delivers_is_known_as_delivered(Channel channel, string destination)
    {
        foreach (var reporting in new[] { Reporting.AsUsual, Reporting.Twice, Reporting.Backwards, Reporting.BeforeTheAnswer })
        {
            bench.Idp.Simulators.Script.Reports = reporting;
            var row = await SendAsync(channel, destination);
            Assert.Equal((MessageState.Delivered, MessageOutcome.Sent, channel is not Channel.Email), (row.State, row.LastOutcome, row.Cost > 0));
        }
    }

    [Theory]
    [InlineData(Channel.Text, "+12185550189", MessageOutcome.BadNumber)]
    [InlineData(Channel.Voice, "+12185550189", MessageOutcome.Unanswered)]
    [InlineData(Channel.Email, "carrier-bounces@mail.example", MessageOutcome.BadNumber)]
    public async Task What_does_not_arrive_is_known_with_its_reason(Channel channel, string destination, MessageOutcome outcome)
    {
        var row = await SendAsync(channel, destination);

        Assert.Equal((MessageState.Undelivered, outcome), (row.State, row.LastOutcome));
    }

    [Fact]
    public async Task Nothing_of_a_report_stands_in_a_log()
    {
        await SendAsync(Channel.Text, Phone);
        await SendAsync(Channel.Email, "carrier-bounces@mail.example");

        Assert.DoesNotContain(bench.Idp.Logs.Lines, line => line.Contains("2185550123", StringComparison.Ordinal) || line.Contains("carrier-bounces", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/hooks/vonage/messages")]
    [InlineData("/hooks/vonage/voice")]
    [InlineData("/hooks/sendgrid")]
    public async Task A_forged_a_changed_and_an_unsigned_one_change_nothing(string path)
    {
        var message = await SentAsync(ChannelOf(path));
        var body = Delivered(path, message);

        Assert.Equal(path is "/hooks/sendgrid" ? HttpStatusCode.Unauthorized : HttpStatusCode.ServiceUnavailable, await PostAsync(new HttpRequestMessage(HttpMethod.Post, For(path, message)) { Content = new StringContent(body.ToJsonString()) }));
        using var changed = SignedFor(path, body, message);
        changed.Content = new StringContent(body.ToJsonString() + " ");
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(changed));
        using var truncated = SignedFor(path, body, message);
        truncated.Content = new ByteArrayContent((await SignedFor(path, body).Content!.ReadAsByteArrayAsync(Ct))[..20]);
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(truncated));

        Assert.Equal(MessageState.Sent, (await bench.RowAsync(message)).State);
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(SignedFor(path, body, message)));
        Assert.Equal(MessageState.Delivered, (await bench.RowAsync(message)).State);
    }

    [Theory]
    [InlineData("/hooks/vonage/messages")]
    [InlineData("/hooks/vonage/voice")]
    [InlineData("/hooks/sendgrid")]
    public async Task What_is_signed_and_no_report_gets_a_clear_answer(string path)
    {
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(SignedFor(path, JsonValue.Create("text"))));
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(SignedFor(path, path is "/hooks/sendgrid" ? new JsonArray() : new JsonObject())));
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(SignedFor(path, path is "/hooks/sendgrid" ? new JsonArray(Strange()) : Strange())));
    }

    [Theory]
    [InlineData("/hooks/vonage/messages")]
    [InlineData("/hooks/vonage/voice")]
    [InlineData("/hooks/sendgrid")]
    public async Task Ten_megabytes_are_refused_unread(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, At(path)) { Content = new ByteArrayContent(new byte[10 * 1024 * 1024]) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "x.y.z");
        request.Headers.ExpectContinue = true;

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(request));
    }

    [Fact]
    public async Task A_text_cut_inside_an_emoji_and_bytes_that_are_no_text_spoil_nothing_beside_them()
    {
        var (message, lost) = (await SentAsync(Channel.Email), Encoding.UTF8.GetBytes("""{"sg_message_id":"x","sg_event_id":"e-0","event":"dropped","msg":"\ud83d","reason":"\ud83d"}"""));
        byte[] body = [(byte)'[', .. lost, (byte)',', .. "{\"event\":\""u8, 0xFF, .. "\"},"u8, .. Encoding.UTF8.GetBytes(Delivered("/hooks/sendgrid", message).AsArray()[0]!.ToJsonString()), (byte)']'];

        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(Reports.SendGrid(At("/hooks/sendgrid"), body)));

        Assert.Equal(MessageState.Delivered, (await bench.RowAsync(message)).State);
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(Reports.Vonage(At("/hooks/vonage/messages"), Encoding.UTF8.GetBytes("""{"from":"12185550123","text":"STOP \ud83d"}"""))));
    }

    [Theory]
    [InlineData("/hooks/vonage/messages", Channel.Text)]
    [InlineData("/hooks/sendgrid", Channel.Email)]
    public async Task What_is_just_being_sent_is_reported_again_later(string path, Channel channel)
    {
        var message = await bench.EnqueueAsync(channel, channel is Channel.Text ? Phone : "pat@mail.example", "042137");
        await bench.LeaseAsync(channel);
        var body = Lost(path, message);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync(SignedFor(path, body)));

        Assert.Equal(MessageState.Queued, (await bench.RowAsync(message)).State);
        bench.Idp.Clock.Advance(Outbox.Lease * 2);
        bench.Idp.Simulators.Script.Reports = Reporting.Silent;
        await bench.Worker.SendDueAsync(Ct);
        var row = await bench.RowAsync(message);
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(SignedFor(path, Lost(path, row))));
        Assert.Equal(MessageState.Undelivered, (await bench.RowAsync(message)).State);
    }

    private async Task<OutboxMessage> SendAsync(Channel channel, string destination)
    {
        var message = await bench.EnqueueAsync(channel, destination, "042137");
        await bench.Worker.SendDueAsync(Ct);
        await Reports.IdleAsync();
        return await bench.RowAsync(message);
    }

    private async Task<OutboxMessage> SentAsync(Channel channel)
    {
        bench.Idp.Simulators.Script.Reports = Reporting.Silent;
        return await SendAsync(channel, channel is Channel.Email ? "pat@mail.example" : Phone);
    }

    private HttpRequestMessage SignedFor(string path, JsonNode body, OutboxMessage? message = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        return path is "/hooks/sendgrid" ? Reports.SendGrid(At(path), bytes) : Reports.Vonage(For(path, message), bytes);
    }

    private Uri For(string path, OutboxMessage? message) => At(path is "/hooks/vonage/voice" ? $"{path}?message={message?.Id:N}" : path);

    private static Channel ChannelOf(string path) => path switch { "/hooks/sendgrid" => Channel.Email, "/hooks/vonage/voice" => Channel.Voice, _ => Channel.Text };

    private static JsonNode Delivered(string path, OutboxMessage message) => path switch
    {
        "/hooks/sendgrid" => new JsonArray(Event(message, "delivered")),
        "/hooks/vonage/voice" => new JsonObject { ["uuid"] = message.ProviderMessageId, ["status"] = "completed" },
        _ => new JsonObject { ["message_uuid"] = message.ProviderMessageId, ["client_ref"] = message.Id.ToString(), ["status"] = "delivered" },
    };

    private static JsonNode Lost(string path, OutboxMessage message) => path is "/hooks/sendgrid"
        ? new JsonArray(Event(message, "bounce"))
        : new JsonObject { ["message_uuid"] = message.ProviderMessageId ?? "m-1", ["client_ref"] = message.Id.ToString(), ["status"] = "undeliverable" };

    private static JsonObject Event(OutboxMessage message, string happened) => new()
    {
        ["event"] = happened,
        ["msg"] = message.Id.ToString(),
        ["sg_event_id"] = $"{message.Id:N}-{happened}",
        ["sg_message_id"] = $"{message.ProviderMessageId ?? "x"}.recvd-1",
    };

    private static JsonObject Strange() => new()
    {
        ["message_uuid"] = "a\0b",
        ["uuid"] = "\0",
        ["client_ref"] = "\0",
        ["msg"] = "\0",
        ["sg_event_id"] = "a\0b",
        ["sg_message_id"] = "\0",
        ["event"] = "delivered",
        ["status"] = "delivered\0",
        ["from"] = "\0",
        ["text"] = "STOP\0",
    };

    private async Task<HttpStatusCode> PostAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request, Ct);
        return response.StatusCode;
    }

    private Uri At(string path) => new(bench.Idp.Issuer, path);
}
