using System.Collections.Concurrent;
using System.Diagnostics;
using IdentityProvider.Protocol.Tests.Jose;
using IdentityProvider.Tests.Host;
using Npgsql;

namespace IdentityProvider.Tests.Connect;

/// <summary>How often a request goes to the database, counted from the driver's own traces.</summary>
public sealed class RoundTripTests : IClassFixture<IdpHost>, IDisposable
{
    private readonly IdpHost _idp;
    private readonly ConcurrentQueue<Activity> _trips = new();
    private readonly ActivityListener _listener;

    public RoundTripTests(IdpHost idp)
    {
        _idp = idp;
        var database = new NpgsqlConnectionStringBuilder(idp.Database.ConnectionString).Database;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,

            // Other classes have databases of their own, and workers are under no request.
            ActivityStopped = trip =>
            {
                if (trip.Source.Name == "Npgsql" && trip.Parent?.Source.Name == "Microsoft.AspNetCore" && trip.TagObjects.Any(tag => database == tag.Value as string))
                {
                    _trips.Enqueue(trip);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [Fact]
    public async Task Tokens_cost_two_round_trips_and_userinfo_one()
    {
        using var app = await _idp.Given.AppAsync(_idp.Issuer);
        using var browser = _idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("openid offline_access"), await _idp.SomebodyAsync());
        var tokens = await app.RedeemAsync(browser.CallbackUrl);
        await browser.GoToAsync(app.AuthorizeUrl("openid offline_access"));
        var code = app.CodeOf(browser.CallbackUrl);

        Assert.Equal(2, await TripsOfAsync(() => app.SendCodeAsync(code)));
        Assert.Equal(2, await TripsOfAsync(() => app.SendRefreshAsync(tokens.RefreshToken!)));
        Assert.Equal(1, await TripsOfAsync(() => app.UserInfoAsync(tokens.AccessToken)));
    }

    [Fact]
    public async Task A_push_costs_one_round_trip_and_two_with_an_assertion_that_is_good_once()
    {
        using var key = ClientKey.Draw();
        using var app = await _idp.Given.AppAsync(_idp.Issuer);
        using var keyed = await _idp.KeyedAppAsync(key);
        await app.PushAsync();
        await keyed.PushAsync();

        Assert.Equal(1, await TripsOfAsync(() => app.SendPushAsync(app.RequestOf())));
        Assert.Equal(2, await TripsOfAsync(() => keyed.SendPushAsync(keyed.RequestOf())));
    }

    public void Dispose() => _listener.Dispose();

    private async Task<int> TripsOfAsync(Func<Task<HttpResponseMessage>> send)
    {
        _trips.Clear();
        using var answer = await send();
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return _trips.Count;
    }
}
