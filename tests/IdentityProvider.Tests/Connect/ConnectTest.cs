using System.Net;
using System.Text.Json;
using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Connect;

/// <summary>What the tests of the protocol surface share: somebody at a clinic that asks for the password only, and answers taken apart.</summary>
internal static class ConnectTest
{
    public static readonly ClinicPolicy PasswordOnly = new() { Require = MfaRequirement.Nobody };

    /// <summary>The policy of a clinic that wants a second factor from staff at every sign-in.</summary>
    public static readonly ClinicPolicy EverySignIn = new() { When = MfaMoment.EverySignIn };

    public static async Task<Person> SomebodyAsync(this IdpHost idp, ClinicPolicy? policy = null) =>
        await idp.Given.StaffAsync(await idp.Given.ClinicAsync(policy ?? PasswordOnly));

    /// <summary>Opens the URL and signs in with e-mail and password; the browser ends where the provider sends it.</summary>
    public static async Task SignInAsync(this Browser browser, string url, Person person)
    {
        await browser.GoToAsync(url);
        await browser.SubmitAsync(new { person.Email });
        await browser.SubmitAsync(new { person.Password });
    }

    /// <summary>The parameters that the provider sent back to the app.</summary>
    public static IReadOnlyDictionary<string, string> Callback(this Browser browser)
    {
        Assert.True(browser.CallbackUrl is not null, $"No way back to the app from {browser.Page.Describe()}");
        return QueryHelpers.ParseQuery(browser.CallbackUrl!.Query).ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal);
    }

    /// <summary>The OAuth error of an answer, checked for its shape (RFC 6749 §5.2).</summary>
    public static async Task<string> ErrorAsync(this HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} {body}");
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.NotEmpty(body.GetProperty("error_description").GetString()!);
        return body.GetProperty("error").GetString()!;
    }

    /// <summary>A member of a successful JSON answer.</summary>
    public static async Task<string> MemberAsync(this HttpResponseMessage response, string name)
    {
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {body}");
        return body.GetProperty(name).GetString()!;
    }

    /// <summary>The only grant of an app.</summary>
    public static Task<Grant> GrantOfAsync(this IdpHost idp, TestApp app) =>
        idp.WithAsync<IdpDbContext, Grant>(db => db.Grants.AsNoTracking().SingleAsync(g => g.ClientId == app.ClientId, TestContext.Current.CancellationToken));

    /// <summary>Names of the audit entries about an app, in their order.</summary>
    public static async Task<List<string>> AuditOfAsync(this IdpHost idp, TestApp app)
    {
        await idp.FlushAuditAsync();
        return await idp.WithAsync<IdpDbContext, List<string>>(db =>
            db.AuditEntries.Where(e => e.ClientId == app.ClientId).OrderBy(e => e.At).Select(e => e.Name).ToListAsync(TestContext.Current.CancellationToken));
    }
}
