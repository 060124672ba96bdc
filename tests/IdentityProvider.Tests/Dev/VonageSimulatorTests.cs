using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using IdentityProvider.Dev.Carriers;

namespace IdentityProvider.Tests.Dev;

public sealed class VonageSimulatorTests : IAsyncLifetime
{
    private CarrierSimulators _carriers = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _carriers = await CarrierSimulators.StartAsync(port: 0, new CarrierClock(), Ct);

    public ValueTask DisposeAsync() => _carriers.DisposeAsync();

    [Fact]
    public async Task A_text_in_order_is_accepted_and_lies_in_the_inbox()
    {
        using var answer = await _carriers.SendTextAsync(CarrierCalls.Text());

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.True(Guid.TryParse((string?)(await BodyAsync(answer))["message_uuid"], out _));
        var text = Assert.Single(_carriers.Inbox.Messages);
        Assert.Equal(("text", "+12185550123", "040719", null), (text.Channel, text.To, text.Code, text.Subject));
    }

    [Fact]
    public async Task A_call_in_order_is_placed_and_reads_as_one_would_hear_it()
    {
        using var answer = await _carriers.PlaceCallAsync(CarrierCalls.Call());

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("started", (string?)(await BodyAsync(answer))["status"]);
        var call = Assert.Single(_carriers.Inbox.Messages);
        Assert.Equal(("voice", "+12185550123", "Your code is 0 4 0 7 1 9.", "040719"), (call.Channel, call.To, call.Text, call.Code));
    }

    public static TheoryData<string, Func<CarrierCredentials, string>> BadTokens => new()
    {
        { "not a token", _ => "abc" },
        { "of another key", credentials => credentials.Token(key: RSA.Create(2048)) },
        { "of another application", credentials => credentials.Token(application: "11111111-2222-4333-8444-555555555555") },
        { "without jti", credentials => credentials.Token(id: null) },
        { "expired", credentials => credentials.Token(issuedAt: CarrierCalls.Noon.AddHours(-1)) },
        { "of tomorrow", credentials => credentials.Token(issuedAt: CarrierCalls.Noon.AddDays(1)) },
        { "longer than a day", credentials => credentials.Token(lifetime: TimeSpan.FromHours(25)) },
    };

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task A_token_that_Vonage_would_not_take_is_refused(string what, Func<CarrierCredentials, string> token)
    {
        using var text = await _carriers.SendTextAsync(CarrierCalls.Text(), token(_carriers.Credentials));
        using var call = await _carriers.PlaceCallAsync(CarrierCalls.Call(), token(_carriers.Credentials));

        Assert.True(text.StatusCode == HttpStatusCode.Unauthorized, what);
        Assert.True(call.StatusCode == HttpStatusCode.Unauthorized, what);
        Assert.Empty(_carriers.Inbox.Messages);
    }

    [Theory]
    [InlineData("channel", "\"whatsapp\"")]
    [InlineData("to", "\"+12185550123\"")]
    [InlineData("to", "\"123456\"")]
    [InlineData("from", "\"12025550100\"")]
    [InlineData("text", "\"\"")]
    [InlineData("ttl", "19")]
    [InlineData("ttl", "604801")]
    [InlineData("webhook_url", "\"/hooks\"")]
    public async Task A_text_with_a_fault_is_refused_and_the_parameter_named(string parameter, string value)
    {
        var text = CarrierCalls.Text();
        text[parameter] = JsonNode.Parse(value);

        using var answer = await _carriers.SendTextAsync(text);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(parameter, (string?)(await BodyAsync(answer))["invalid_parameters"]![0]!["name"]);
    }

    [Fact]
    public async Task A_text_of_1001_characters_is_too_long()
    {
        var text = CarrierCalls.Text();
        text["text"] = new string('x', 1001);

        using var answer = await _carriers.SendTextAsync(text);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Theory]
    [InlineData("to", "[]")]
    [InlineData("ncco", "[]")]
    [InlineData("ncco", """[{"action":"talk","text":"<speak>not closed"}]""")]
    [InlineData("ncco", """[{"action":"talk","text":"x","loop":-1}]""")]
    [InlineData("machine_detection", "\"guess\"")]
    [InlineData("ringing_timer", "121")]
    [InlineData("length_timer", "0")]
    public async Task A_call_with_a_fault_is_refused(string parameter, string value)
    {
        var call = CarrierCalls.Call();
        call[parameter] = JsonNode.Parse(value);

        using var answer = await _carriers.PlaceCallAsync(call);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(_carriers.Inbox.Messages);
    }

    [Theory]
    [InlineData("12185550190", HttpStatusCode.InternalServerError)]
    [InlineData("12185550191", HttpStatusCode.TooManyRequests)]
    [InlineData("12185550193", HttpStatusCode.UnprocessableEntity)]
    [InlineData("12185550195", HttpStatusCode.PaymentRequired)]
    public async Task Some_numbers_stand_for_trouble(string number, HttpStatusCode expected)
    {
        var text = CarrierCalls.Text();
        text["to"] = number;

        using var answer = await _carriers.SendTextAsync(text);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Empty(_carriers.Inbox.Messages);
    }

    [Fact]
    public async Task A_forgetful_carrier_delivers_and_does_not_answer()
    {
        _carriers.Script.Next(Carrier.VonageMessages, new Mood.Forgetful());

        var answer = _carriers.SendTextAsync(CarrierCalls.Text());
        var text = await _carriers.Inbox.WaitForAsync(message => message.Channel == "text", Ct);

        Assert.Equal("040719", text.Code);
        Assert.False(answer.IsCompleted);
    }

    private static async Task<JsonObject> BodyAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
}
