using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.SignIn;

/// <summary>Many passwords of one name at the same moment: a browser that opens all its tabs again, or somebody who guesses.</summary>
public class ParallelPasswordTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string BackAtTheApp = "back at the app";

    [Fact]
    public async Task Eight_right_ones_sign_in_eight_times()
    {
        var pat = await idp.Given.PatientAsync(await idp.Given.ClinicAsync());

        var ends = await TryAtOnceAsync(8, pat);

        Assert.All(ends, end => Assert.Equal(BackAtTheApp, end));
    }

    [Fact]
    public async Task Of_sixty_wrong_ones_only_as_many_are_compared_as_are_allowed()
    {
        var pat = await idp.Given.PatientAsync(await idp.Given.ClinicAsync());

        var ends = await TryAtOnceAsync(60, pat with { Password = "not the password at all" });

        Assert.Equal((5, 55), (CountOf(ends, "This password does not match"), CountOf(ends, "Too many wrong passwords.")));
    }

    [Fact]
    public async Task A_right_one_among_many_wrong_ones_is_no_way_around_the_wait()
    {
        var pat = await idp.Given.PatientAsync(await idp.Given.ClinicAsync());
        await TryAtOnceAsync(5, pat with { Password = "not the password at all" });

        var ends = await TryAtOnceAsync(20, pat);

        Assert.Equal(20, CountOf(ends, "Too many wrong passwords."));
    }

    private Task<string[]> TryAtOnceAsync(int times, Person person) => Task.WhenAll(Enumerable.Range(0, times).Select(_ => TryAsync(person)));

    private async Task<string> TryAsync(Person person)
    {
        using var browser = idp.OpenBrowser();
        var page = await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), person);
        return browser.CallbackUrl is null ? page.Text : BackAtTheApp;
    }

    private static int CountOf(string[] ends, string sentence) => ends.Count(end => end.Contains(sentence, StringComparison.Ordinal));
}
