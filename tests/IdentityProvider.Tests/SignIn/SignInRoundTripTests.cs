using System.Collections.Concurrent;
using System.Diagnostics;
using IdentityProvider.Tests.Host;
using Npgsql;

namespace IdentityProvider.Tests.SignIn;

/// <summary>How often a sign-in goes to the database, counted from the driver's own traces: what it costs beyond the hash is mostly this.</summary>
public sealed class SignInRoundTripTests : IClassFixture<IdpHost>, IDisposable
{
    private readonly IdpHost _idp;
    private readonly ConcurrentQueue<string> _trips = new();
    private readonly ActivityListener _listener;

    public SignInRoundTripTests(IdpHost idp)
    {
        _idp = idp;
        var database = new NpgsqlConnectionStringBuilder(idp.Database.ConnectionString).Database;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,

            // Of this class's database, and of requests: workers are under none.
            ActivityStopped = trip =>
            {
                if (trip.Source.Name == "Npgsql" && trip.Parent?.Source.Name == "Microsoft.AspNetCore" && trip.TagObjects.Any(tag => database == tag.Value as string))
                {
                    _trips.Enqueue(trip.TagObjects.FirstOrDefault(tag => tag.Key is "db.query.text" or "db.statement").Value as string ?? trip.DisplayName);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [Fact]
    public async Task A_password_and_a_texted_code_cost_no_more_than_they_need()
    {
        var clinic = await _idp.Given.ClinicAsync();
        var person = await _idp.Given.StaffWithPhoneAsync(clinic);
        await SignInAsync(person);
        _trips.Clear();
        await SignInAsync(person);

        Assert.True(_trips.Count <= Most, $"{_trips.Count} round trips:\n{string.Join('\n', _trips)}");
    }

    // Nine requests: the app's, four pages and three forms of ours, and the tokens.
    private const int Most = 55;

    public void Dispose() => _listener.Dispose();

    private async Task SignInAsync(Person person)
    {
        using var browser = _idp.OpenBrowser();
        await browser.SignInWithCodeAsync(_idp, person, person.Phone!);
        await _idp.App.RedeemAsync(browser.CallbackUrl);
    }
}
