using System.Net;
using IdentityProvider.Limits;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Limits;

public class PasswordTriesTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static int _networks;
    private readonly IPAddress _network = IPAddress.Parse($"203.0.113.{Interlocked.Increment(ref _networks)}");

    [Fact]
    public async Task Every_spelling_of_a_name_is_the_same_account()
    {
        await FailAsync(Stranger("maya.okafor@lakesidefm.example"), times: 3);
        await FailAsync(Stranger("  Maya.OKAFOR@lakesidefm.example "), times: 2);

        Assert.Equal(LimitResult.Wait, (await TakeAsync(Stranger("MAYA.OKAFOR@LAKESIDEFM.EXAMPLE"))).Result);
    }

    [Fact]
    public async Task A_name_that_belongs_to_nobody_waits_like_any_other()
    {
        await FailAsync(Stranger("nobody@nowhere.example"), times: 5);

        Assert.Equal(LimitResult.Wait, (await TakeAsync(Stranger("nobody@nowhere.example"))).Result);
    }

    [Fact]
    public async Task A_strangers_guesses_neither_delay_nor_shut_out_the_owner()
    {
        await FailAsync(Stranger("owner@lakesidefm.example"), times: 5);
        Assert.Equal(LimitResult.Wait, (await TakeAsync(Stranger("owner@lakesidefm.example"))).Result);

        Assert.Equal(LimitResult.Taken, (await TakeAsync(Owner("owner@lakesidefm.example"))).Result);
    }

    [Fact]
    public async Task The_owners_sign_in_is_no_fresh_start_for_the_stranger()
    {
        await FailAsync(Stranger("daily@lakesidefm.example"), times: 5);
        await TakeAsync(Owner("daily@lakesidefm.example"));
        await UseAsync(tries => tries.RightAsync(Owner("daily@lakesidefm.example"), TestContext.Current.CancellationToken));

        Assert.Equal(LimitResult.Wait, (await TakeAsync(Stranger("daily@lakesidefm.example"))).Result);
    }

    [Fact]
    public async Task A_reset_password_is_a_fresh_start_for_everyone()
    {
        await FailAsync(Stranger("reset@lakesidefm.example"), times: 5);
        await FailAsync(Owner("reset@lakesidefm.example"), times: 5);
        await UseAsync(tries => tries.ForgiveAsync("reset@lakesidefm.example", TestContext.Current.CancellationToken));

        Assert.Equal(LimitResult.Taken, (await TakeAsync(Stranger("reset@lakesidefm.example"))).Result);
        Assert.Equal(LimitResult.Taken, (await TakeAsync(Owner("reset@lakesidefm.example"))).Result);
    }

    [Fact]
    public async Task A_network_that_tries_many_accounts_waits_and_its_known_browsers_do_not()
    {
        for (var account = 0; account < 12; account++)
        {
            await FailAsync(Stranger($"victim{account}@lakesidefm.example"), times: 4);
        }

        Assert.Equal(LimitResult.Taken, (await TakeAsync(Stranger("somebody.else@lakesidefm.example"))).Result);
        await FailAsync(Stranger("victim12@lakesidefm.example"), times: 2);

        Assert.Equal(LimitResult.Wait, (await TakeAsync(Stranger("somebody.else@lakesidefm.example"))).Result);
        Assert.Equal(LimitResult.Taken, (await TakeAsync(Owner("somebody.else@lakesidefm.example"))).Result);

        idp.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(LimitResult.Taken, (await TakeAsync(Stranger("somebody.else@lakesidefm.example"))).Result);
    }

    private PasswordTry Stranger(string name) => new(name, _network, FromKnownBrowser: false);

    private PasswordTry Owner(string name) => new(name, _network, FromKnownBrowser: true);

    private async Task FailAsync(PasswordTry attempt, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Equal(LimitResult.Taken, (await TakeAsync(attempt)).Result);
            await UseAsync(tries => tries.WrongAsync(attempt, TestContext.Current.CancellationToken));
        }
    }

    private Task<LimitDecision> TakeAsync(PasswordTry attempt) =>
        idp.WithAsync<PasswordTries, LimitDecision>(tries => tries.TakeAsync(attempt, TestContext.Current.CancellationToken));

    private Task<bool> UseAsync(Func<PasswordTries, Task> use) => idp.WithAsync<PasswordTries, bool>(async tries =>
    {
        await use(tries);
        return true;
    });
}
