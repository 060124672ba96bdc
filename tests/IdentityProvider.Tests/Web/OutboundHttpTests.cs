using System.Net;
using IdentityProvider.Tests.Host;
using IdentityProvider.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Tests.Web;

/// <summary>Servers that clients register an address at, as unkind as they come.</summary>
public sealed class OutboundHttpTests : IAsyncLifetime
{
    private readonly List<IDisposable> _closing = [];
    private ForeignServer? _server;

    private ForeignServer Server => _server!;

    private string Url => new Uri(Server.Address, "/keys").ToString();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await ForeignServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _closing.ForEach(open => open.Dispose());
        await Server.DisposeAsync();
    }

    [Theory]
    [InlineData("max-age=300", 300)]
    [InlineData("public, max-age=60, immutable", 60)]
    [InlineData("no-store", 0)]
    [InlineData("no-cache, max-age=300", 0)]
    [InlineData(null, null)]
    public async Task An_answer_comes_with_how_long_it_may_be_kept(string? cacheControl, int? seconds)
    {
        Server.Serve("{}", cacheControl);

        var answer = Assert.IsType<OutboundAnswer.Received>(await Trusting().GetAsync(Url, Ct));

        Assert.Equal((HttpStatusCode.OK, "{}", seconds), (answer.Status, answer.Body, (int?)answer.MaxAge?.TotalSeconds));
    }

    [Fact]
    public async Task A_form_arrives_as_one()
    {
        string? received = null;
        Server.Answer = async http => received = (await http.Request.ReadFormAsync(Ct))["logout_token"];

        await Trusting().PostFormAsync(Url, new Dictionary<string, string> { ["logout_token"] = "a b" }, Ct);

        Assert.Equal("a b", received);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        Server.Answer = http =>
        {
            http.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };

        var answer = Assert.IsType<OutboundAnswer.Received>(await Trusting().GetAsync(Url, Ct));

        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.Equal(1, Server.Requests);
    }

    [Theory]
    [InlineData(OutboundHttp.LargestBody, false)]
    [InlineData(OutboundHttp.LargestBody + 1, true)]
    public async Task An_answer_beyond_the_limit_is_given_up(int length, bool tooLarge)
    {
        Server.Serve(new string('a', length));

        var answer = await Trusting().GetAsync(Url, Ct);

        Assert.Equal(tooLarge, answer is OutboundAnswer.Failed { Why: OutboundFailure.TooLarge });
    }

    [Fact]
    public async Task An_answer_without_end_is_given_up()
    {
        Server.Answer = async http =>
        {
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.WriteAsync(new string('a', 4096), http.RequestAborted);
            }
        };

        Assert.Equal(OutboundFailure.TooLarge, Failure(await Trusting().GetAsync(Url, Ct)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_takes_its_time_is_given_up(bool afterHeaders)
    {
        Server.Answer = async http =>
        {
            if (afterHeaders)
            {
                await http.Response.WriteAsync("{", http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
            }

            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        };

        Assert.Equal(OutboundFailure.TimedOut, Failure(await Trusting(TimeSpan.FromMilliseconds(300)).GetAsync(Url, Ct)));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_no_exception() =>
        Assert.Equal(OutboundFailure.Unreachable, Failure(await Trusting().GetAsync("http://127.0.0.1:9/keys", Ct)));

    [Fact]
    public async Task A_header_without_end_is_given_up()
    {
        Server.Answer = http =>
        {
            http.Response.Headers["X-Long"] = new string('a', 20_000);
            return Task.CompletedTask;
        };

        Assert.Equal(OutboundFailure.Unreachable, Failure(await Trusting().GetAsync(Url, Ct)));
    }

    [Fact]
    public async Task A_name_that_leads_into_our_own_network_is_not_called()
    {
        // The name is public as far as anybody can see; where it leads is seen when it is resolved.
        var url = $"https://localhost:{Server.Address.Port}/keys";

        Assert.Equal(OutboundFailure.NotAllowed, Failure(await Careful().GetAsync(url, Ct)));
        Assert.Equal(0, Server.Requests);
    }

    [Theory]
    [InlineData("http://client.example/keys")]
    [InlineData("https://127.0.0.1/keys")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://[::1]/keys")]
    [InlineData("https://[::ffff:10.0.0.1]/keys")]
    [InlineData("https://2130706433/keys")]
    [InlineData("https://0x7f.1/keys")]
    [InlineData("https://user:password@client.example/keys")]
    [InlineData("https://client.example/keys#fragment")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://client.example/keys")]
    [InlineData("//client.example/keys")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Some_addresses_are_not_called_at_all(string? url)
    {
        Assert.False(Careful().MayCall(url));
        Assert.Equal(OutboundFailure.NotAllowed, Failure(await Careful().GetAsync(url!, Ct)));
    }

    [Theory]
    [InlineData("https://client.example/keys")]
    [InlineData("https://client.example:8443/keys?set=1")]
    public void Others_are(string url) => Assert.True(Careful().MayCall(url));

    private static OutboundFailure Failure(OutboundAnswer answer) => Assert.IsType<OutboundAnswer.Failed>(answer).Why;

    private OutboundHttp Trusting(TimeSpan? timeout = null) => With(new OutboundOptions { AllowPrivateAddresses = true, Timeout = timeout ?? TimeSpan.FromSeconds(20) });

    private OutboundHttp Careful() => With(new OutboundOptions());

    private OutboundHttp With(OutboundOptions options)
    {
        var http = new HttpClient(new OutboundConnection(Options.Create(options)).NewHandler());
        _closing.Add(http);
        return new OutboundHttp(http, Options.Create(options), TimeProvider.System);
    }
}
