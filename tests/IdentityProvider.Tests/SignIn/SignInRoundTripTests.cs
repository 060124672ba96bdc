using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.SignIn;

/// <summary>How often a sign-in goes to the database: what it costs beyond the hash is mostly this.</summary>
public class SignInRoundTripTests(IdpHost idp) : IClassFixture<IdpHost>
{
    // Nine requests: the app's, four pages and three forms of ours, and the tokens.
    private const int Most = 46;

    [Fact]
    public async Task A_password_and_a_texted_code_cost_no_more_than_they_need()
    {
        var person = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var trips = new CountedStatements(idp, _ => true, ofRequests: true);
        await SignInAsync(person);
        trips.Take();
        await SignInAsync(person);

        var taken = trips.Take();
        Assert.True(taken.Count is > 0 and <= Most, $"{taken.Count} round trips:\n{string.Join('\n', taken)}");

        // That is how the first of a nested order is read: by numbering the rows of everybody, here the policies of all clinics.
        Assert.DoesNotContain(taken, statement => statement.Contains("ROW_NUMBER", StringComparison.OrdinalIgnoreCase));
    }

    private async Task SignInAsync(Person person)
    {
        using var browser = idp.OpenBrowser();
        await browser.SignInWithCodeAsync(idp, person, person.Phone!);
        await idp.App.RedeemAsync(browser.CallbackUrl);
    }
}
