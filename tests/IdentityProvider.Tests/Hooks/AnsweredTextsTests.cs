using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Texts;
using IdentityProvider.Dev.Carriers;
using IdentityProvider.Tests.Delivery;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Hooks;

/// <summary>What people answer to texts, as carriers pass it on: STOP, START and HELP.</summary>
[Trait("Row", "B10")]
public sealed class AnsweredTextsTests(OutboxBench bench) : IClassFixture<OutboxBench>, IAsyncLifetime
{
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

    [Fact]
    public async Task STOP_ends_texts_once_and_an_old_START_does_not_bring_them_back()
    {
        var number = Given.NextPhone();
        using var start = Signed(Answer(number, "START"));
        using var replayed = new HttpRequestMessage(HttpMethod.Post, start.RequestUri) { Content = new ByteArrayContent(await start.Content!.ReadAsByteArrayAsync(Ct)) };
        replayed.Headers.Authorization = start.Headers.Authorization;

        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(start));
        Assert.Equal(204, await Reports.AnswerAsync(number, "Stop."));
        Assert.True(await IsStoppedAsync(number));
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(replayed));
        Assert.True(await IsStoppedAsync(number));
        Assert.Equal(204, await Reports.AnswerAsync(number, "start"));
        Assert.False(await IsStoppedAsync(number));
    }

    [Theory]
    [InlineData("HELP", "Clinic ID texts sign-in codes and security notices.")]
    [InlineData("ayuda", "Clinic ID le manda codigos para entrar y avisos de seguridad.")]
    public async Task HELP_is_answered_with_who_this_is_once_in_ten_minutes_however_often_it_comes_at_once(string word, string answer)
    {
        var number = Given.NextPhone();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Reports.AnswerAsync(number, word)));
        await bench.Worker.SendDueAsync(Ct);

        Assert.StartsWith(answer, Assert.Single(bench.Idp.Simulators.Inbox.Messages, m => m.To == number).Text, StringComparison.Ordinal);
        bench.Idp.Clock.Advance(TimeSpan.FromMinutes(11));
        await Reports.AnswerAsync(number, word);
        await bench.Worker.SendDueAsync(Ct);
        Assert.Equal(2, bench.Idp.Simulators.Inbox.Messages.Count(m => m.To == number));
    }

    [Fact]
    public async Task Who_answered_STOP_still_gets_an_answer_to_HELP()
    {
        var number = Given.NextPhone();
        await Reports.AnswerAsync(number, "STOP");

        await Reports.AnswerAsync(number, "HELP");
        await bench.Worker.SendDueAsync(Ct);

        Assert.Single(bench.Idp.Simulators.Inbox.Messages, m => m.To == number);
    }

    [Fact]
    public async Task A_number_that_the_carrier_reports_as_stopped_gets_no_more_texts()
    {
        var number = Given.NextPhone();
        var message = await bench.EnqueueAsync(Channel.Text, number, "042137");
        var body = new JsonObject
        {
            ["message_uuid"] = "m-1",
            ["client_ref"] = message.Id.ToString(),
            ["status"] = "rejected",
            ["to"] = number.TrimStart('+'),
            ["error"] = new JsonObject { ["type"] = "https://developer.vonage.com/api-errors/messages#1240" },
        };

        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(Signed(body)));

        Assert.True(await IsStoppedAsync(number));
    }

    private static JsonObject Answer(string number, string text) => new() { ["message_uuid"] = "m-1", ["from"] = number.TrimStart('+'), ["to"] = CarrierCredentials.FromNumber, ["text"] = text };

    private async Task<bool> IsStoppedAsync(string number) =>
        await bench.Idp.WithAsync<OptOuts, bool>(optOuts => optOuts.HasAsync(number, Ct));

    private HttpRequestMessage Signed(JsonObject body) =>
        Reports.Vonage(new Uri(bench.Idp.Issuer, "/hooks/vonage/messages"), Encoding.UTF8.GetBytes(body.ToJsonString()));

    private async Task<HttpStatusCode> PostAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request, Ct);
        return response.StatusCode;
    }
}
