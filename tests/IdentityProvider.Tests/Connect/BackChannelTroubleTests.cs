using IdentityProvider.Access;
using IdentityProvider.Tests.Host;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IdentityProvider.Tests.Connect;

/// <summary>Apps that are away, refuse, hang, answer without end, or live where we do not call.</summary>
public sealed class BackChannelTroubleTests(IdpHost idp) : BackChannelTest(idp)
{
    private readonly IdpHost _idp = idp;

    [Fact]
    public async Task An_app_that_is_away_is_told_again_later_with_a_fresh_token_and_then_no_more()
    {
        using var app = await AppAsync(Receiver.Address);
        await SignOutAsync(app);
        Receiver.Status = 503;

        await TellAsync();
        await TellAsync();
        Assert.Single(Receiver.Tokens);
        _idp.Clock.Advance(TimeSpan.FromSeconds(10));
        Receiver.Status = 200;
        await TellAsync();
        _idp.Clock.Advance(TimeSpan.FromHours(12));
        await TellAsync();

        var tokens = Receiver.Tokens.Select(token => new JsonWebToken(token)).ToList();
        Assert.Equal(2, tokens.Count);
        Assert.NotEqual(tokens[0].Id, tokens[1].Id);
        Assert.True(tokens[1].IssuedAt > tokens[0].IssuedAt);
        Assert.Equal(NoticeState.Delivered, (await NoticeOfAsync(app)).State);
    }

    [Fact]
    public async Task An_app_that_stays_away_is_given_up_and_that_is_recorded()
    {
        using var app = await AppAsync("http://127.0.0.1:9/logout");
        await SignOutAsync(app);

        for (var i = 0; i < 12; i++)
        {
            await TellAsync();
            _idp.Clock.Advance(TimeSpan.FromHours(7));
        }

        var notice = await NoticeOfAsync(app);
        Assert.Equal((NoticeState.GivenUp, 7), (notice.State, notice.Tries));
        Assert.Contains("logout.not-heard", await _idp.AuditOfAsync(app));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task A_refusal_or_a_redirect_is_the_end_of_it(int status)
    {
        using var app = await AppAsync(Receiver.Address);
        await SignOutAsync(app);
        Receiver.Status = status;

        await TellAsync();
        _idp.Clock.Advance(TimeSpan.FromDays(1));
        await TellAsync();
        Assert.Single(Receiver.Tokens);
        await EndedAsync(app, NoticeState.GivenUp, NoticeOutcome.Refused);
    }

    [Fact]
    public async Task An_endless_answer_is_not_read_to_its_end()
    {
        using var app = await AppAsync(Receiver.Address);
        await SignOutAsync(app);
        Receiver.Answer = async http =>
        {
            var megabyte = new byte[1024 * 1024];
            for (var i = 0; i < 10_000 && !http.RequestAborted.IsCancellationRequested; i++)
            {
                await http.Response.Body.WriteAsync(megabyte, http.RequestAborted);
            }
        };

        await TellAsync().WaitAsync(TimeSpan.FromSeconds(20), Ct);
        await EndedAsync(app, NoticeState.GivenUp, NoticeOutcome.Refused);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://127.0.0.1:70/x")]
    [InlineData("http://user:secret@127.0.0.1/logout")]
    public async Task An_address_that_is_not_called_is_given_up_at_once(string address)
    {
        using var app = await AppAsync(address);
        await SignOutAsync(app);
        await TellAsync();
        await EndedAsync(app, NoticeState.GivenUp, NoticeOutcome.Forbidden);
    }

    [Fact]
    public async Task An_app_that_hangs_holds_up_nobody_for_long_and_is_told_again()
    {
        using var app = await AppAsync(Receiver.Address);
        await SignOutAsync(app);
        Receiver.Answer = http => Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

        await TellAsync().WaitAsync(TimeSpan.FromSeconds(20), Ct);
        await EndedAsync(app, NoticeState.Owed, NoticeOutcome.Unreachable);
    }

    [Fact]
    public async Task Several_nodes_tell_it_once()
    {
        using var app = await AppAsync(Receiver.Address);
        await SignOutAsync(app);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => TellAsync()));

        Assert.Single(Receiver.Tokens);
    }
}
