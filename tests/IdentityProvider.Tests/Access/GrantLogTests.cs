using IdentityProvider.Access;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Access;

/// <summary>In whose log it stands that an app lost what it had.</summary>
public class GrantLogTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(GrantEnd.RefreshTokenReused, "token.reused")]
    [InlineData(GrantEnd.CodeReused, "authorization-code.reused")]
    [InlineData(GrantEnd.RevokedByClient, "token.revoked")]
    public async Task What_ends_a_grant_is_in_the_log_of_the_clinic_it_was_for(GrantEnd reason, string name)
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        var clinic = await idp.Given.ClinicAsync(ConnectTest.PasswordOnly);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("openid offline_access"), await idp.Given.StaffAsync(clinic));
        var grant = await idp.GrantOfAsync(app);

        Assert.NotNull(await idp.WithAsync<Grants, Grant?>(grants => grants.EndNowAsync(grant.Id, reason, Ct)));

        await using var db = idp.Database.Open();
        Assert.Equal(clinic.Id, (await db.AuditEntries.SingleAsync(entry => entry.ClientId == app.ClientId && entry.Name == name, Ct)).ClinicId);
    }
}
