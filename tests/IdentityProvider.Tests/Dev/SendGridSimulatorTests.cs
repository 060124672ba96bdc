using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IdentityProvider.Dev.Carriers;

namespace IdentityProvider.Tests.Dev;

public sealed class SendGridSimulatorTests : IAsyncLifetime
{
    private CarrierSimulators _carriers = null!;

    public async ValueTask InitializeAsync() =>
        _carriers = await CarrierSimulators.StartAsync(port: 0, new CarrierClock(), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _carriers.DisposeAsync();

    [Fact]
    public async Task A_mail_in_order_is_accepted_and_lies_in_the_inbox()
    {
        using var answer = await _carriers.SendMailAsync(CarrierCalls.Mail());

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(0, answer.Content.Headers.ContentLength);
        Assert.NotEmpty(Assert.Single(answer.Headers.GetValues("X-Message-Id")));
        var mail = Assert.Single(_carriers.Inbox.Messages);
        Assert.Equal(("email", "pat@mail.example", "Your sign-in code", "040719"), (mail.Channel, mail.To, mail.Subject, mail.Code));
        Assert.Equal(CarrierCalls.Noon, mail.At);
    }

    [Fact]
    public async Task Another_key_is_refused()
    {
        using var answer = await _carriers.SendMailAsync(CarrierCalls.Mail(), key: "SG.not.ours");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(_carriers.Inbox.Messages);
    }

    [Theory]
    [InlineData("subject", "null", "subject", HttpStatusCode.BadRequest)]
    [InlineData("personalizations", "[]", "personalizations", HttpStatusCode.BadRequest)]
    [InlineData("personalizations", """[{"to":[{"email":"no address"}]}]""", "personalizations.0.to.0.email", HttpStatusCode.BadRequest)]
    [InlineData("personalizations", """[{"to":[{"email":"a@b.example"},{"email":"A@b.example"}]}]""", "personalizations", HttpStatusCode.BadRequest)]
    [InlineData("from", """{"email":"somebody@else.example"}""", "from.email", HttpStatusCode.Forbidden)]
    [InlineData("content", """[{"type":"text/html","value":"<p>x</p>"},{"type":"text/plain","value":"x"}]""", "content", HttpStatusCode.BadRequest)]
    [InlineData("content", """[{"type":"text/plain","value":""}]""", "content", HttpStatusCode.BadRequest)]
    [InlineData("categories", """["1","2","3","4","5","6","7","8","9","10","11"]""", "categories", HttpStatusCode.BadRequest)]
    [InlineData("custom_args", """{"count":1}""", "custom_args", HttpStatusCode.BadRequest)]
    [InlineData("sender", "1", "sender", HttpStatusCode.BadRequest)]
    public async Task A_mail_with_a_fault_is_refused_and_the_field_named(string field, string value, string named, HttpStatusCode status)
    {
        var mail = CarrierCalls.Mail();
        mail[field] = JsonNode.Parse(value);

        using var answer = await _carriers.SendMailAsync(mail);

        var error = await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(named, (string?)error!["errors"]![0]!["field"]);
        Assert.Empty(_carriers.Inbox.Messages);
    }

    [Fact]
    public async Task A_mail_in_sandbox_mode_is_checked_and_not_sent()
    {
        var mail = CarrierCalls.Mail();
        mail["mail_settings"] = JsonNode.Parse("""{"sandbox_mode":{"enable":true}}""");

        using var answer = await _carriers.SendMailAsync(mail);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(_carriers.Inbox.Messages);
    }

    [Fact]
    public async Task What_a_test_asks_for_happens_once_and_then_work_goes_on()
    {
        _carriers.Script.Next(Carrier.SendGrid, new Mood.Refusing(429), new Mood.Refusing(500));

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await _carriers.SendMailAsync(CarrierCalls.Mail());
            statuses.Add(answer.StatusCode);
        }

        Assert.Equal([HttpStatusCode.TooManyRequests, HttpStatusCode.InternalServerError, HttpStatusCode.Accepted], statuses);
        Assert.Single(_carriers.Inbox.Messages);
    }
}
