using System.Text.Json;
using IdentityProvider.Factors;
using IdentityProvider.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Host;

/// <summary>What a challenge looks like to the script of a page.</summary>
internal sealed record AskedPasskey(Guid Id, JsonElement Options);

/// <summary>What the script of the pages does with passkeys, done by hand.</summary>
internal static class PasskeyPages
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Gives somebody a passkey, as an earlier visit to the account page would have. It lies in the device that is returned.</summary>
    public static async Task<SoftwareAuthenticator> GivePasskeyAsync(this IdpHost idp, Person person, uint? count = null, string name = "Apple Passwords")
    {
        var device = new SoftwareAuthenticator(idp.Issuer) { Count = count };
        await using var scope = idp.Services.CreateAsyncScope();
        var passkeys = scope.ServiceProvider.GetRequiredService<Passkeys>();
        device.UserHandle = SoftwareAuthenticator.Encode(System.Text.Encoding.UTF8.GetBytes((await passkeys.HolderOfAsync(person.Id, Ct)).Handle));
        passkeys.Add(person.Id, new NewCredential(
            device.CredentialId, device.PublicKey(), count ?? 0, ["internal"], device.Aaguid, IsBackupEligible: count is null, IsBackedUp: count is null, []), name);
        await scope.ServiceProvider.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct);
        return device;
    }

    /// <summary>Asks for a challenge, as the page's form says.</summary>
    public static async Task<AskedPasskey> AskForPasskeyAsync(this Browser browser)
    {
        using var answer = await browser.FetchAsync(QuestionOf(browser).ToRequest());
        var body = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {body}");
        var json = JsonDocument.Parse(body).RootElement;
        return new AskedPasskey(json.GetProperty("id").GetGuid(), json.GetProperty("options"));
    }

    /// <summary>Sends an answer to a challenge, as the script would.</summary>
    public static Task<Page> AnswerAsync(this Browser browser, AskedPasskey asked, string credential) =>
        browser.SendAsync(browser.FillAnswer(asked, credential));

    public static FilledForm FillAnswer(this Browser browser, AskedPasskey asked, string credential) =>
        browser.Fill(new { Question = asked.Id, Credential = credential });

    /// <summary>Uses a passkey on the page that is open.</summary>
    public static async Task<Page> UsePasskeyAsync(this Browser browser, SoftwareAuthenticator device)
    {
        var asked = await browser.AskForPasskeyAsync();
        return await browser.AnswerAsync(asked, device.Get(asked.Options));
    }

    /// <summary>Makes a passkey on the page that is open.</summary>
    public static async Task<Page> MakePasskeyAsync(this Browser browser, SoftwareAuthenticator device)
    {
        var asked = await browser.AskForPasskeyAsync();
        return await browser.AnswerAsync(asked, device.Create(asked.Options));
    }

    internal static FilledForm QuestionOf(Browser browser)
    {
        var form = browser.Page.One("form[data-passkey]");
        return browser.Fill(new { Question = "", Credential = "" }) with { Action = new Uri(browser.Page.Url, form.GetAttribute("data-question")) };
    }
}
