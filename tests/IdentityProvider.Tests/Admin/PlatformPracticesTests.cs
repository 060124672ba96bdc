using System.Net;
using IdentityProvider.Clinics;
using IdentityProvider.Tests.Developers;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Admin;

/// <summary>Product row PF11: support finds a practice by the ID that its people read out.</summary>
[Trait("Row", "PF11")]
public class PlatformPracticesTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task Support_finds_a_practice_by_its_id_and_sees_who_looks_after_it()
    {
        var (clinic, other) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var owner = await idp.Given.PersonAsync((clinic, Role.Owner));
        await idp.Given.StaffAsync(clinic);
        await idp.Given.PatientAsync(clinic);
        using var operators = await OperatorAsync();

        var page = await operators.GoToAsync($"/admin/platform/practices?q={clinic.PracticeId.ToLowerInvariant()}");

        page.Says(clinic.PracticeId);
        page.Says(await NameOfAsync(owner));
        Assert.Equal("2", page.One("dl.facts dd:last-child").TextContent);
        Assert.DoesNotContain(other.PracticeId, page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(owner.Email, page.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("%5C")]
    [InlineData("no such practice")]
    [InlineData("%00%00x%00y")]
    [InlineData("%3Cscript%3E")]
    public async Task What_no_practice_is_called_finds_none(string typed)
    {
        await idp.Given.ClinicAsync();
        using var operators = await OperatorAsync();

        var page = await operators.GoToAsync($"/admin/platform/practices?q={(typed is "%" ? "%25" : typed)}");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        page.Says("No practice has this ID or name");
        Assert.Empty(page.All("ul.rows li"));
    }

    [Fact]
    public async Task A_long_list_says_how_to_find_the_rest()
    {
        for (var i = 0; i <= 50; i++)
        {
            await idp.Given.ClinicAsync();
        }

        using var operators = await OperatorAsync();
        var page = await operators.GoToAsync("/admin/platform/practices");

        Assert.Equal(50, page.All("ul.rows > li").Count());
        page.Says("These are the first 50");
    }

    [Fact]
    public async Task It_is_nobodys_but_the_operators()
    {
        var owner = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((await idp.Given.ClinicAsync(), Role.Owner)));
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, owner, "/account");

        Assert.Equal(HttpStatusCode.NotFound, (await browser.GoToAsync("/admin/platform/practices")).Status);
    }

    private async Task<Browser> OperatorAsync()
    {
        var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.OperatorAsync(), "/admin/platform/practices");
        return browser;
    }

    private async Task<string> NameOfAsync(Person person)
    {
        await using var db = idp.Database.Open();
        return (await db.Users.SingleAsync(user => user.Id == person.Id, TestContext.Current.CancellationToken)).DisplayName;
    }
}
