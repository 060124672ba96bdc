using System.Text.Json;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

/// <summary>What a device was told when it began.</summary>
internal sealed record Begun(string DeviceCode, string UserCode, string Page, string Link, int Interval);

/// <summary>A device and the person in front of it, as the tests of the device flow need them.</summary>
internal static class DeviceFlow
{
    public const string GrantType = "urn:ietf:params:oauth:grant-type:device_code";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Task<TestApp> DeviceAppAsync(this IdpHost idp, Action<RegisteredClient>? change = null) => idp.Given.AppAsync(idp.Issuer, client =>
    {
        client.AuthMethod = ClientAuthMethod.None;
        client.GrantTypes = [GrantType, "refresh_token"];
        client.RedirectUris = [];
        change?.Invoke(client);
    });

    public static async Task<Begun> BeginDeviceAsync(this TestApp app, string scope = "openid profile offline_access")
    {
        using var response = await app.PostAsync("/connect/deviceauthorization", ("scope", scope));
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ct)).RootElement;
        Assert.True(response.IsSuccessStatusCode, body.ToString());
        Assert.True(response.Headers.CacheControl?.NoStore);
        return new Begun(
            body.GetProperty("device_code").GetString()!, body.GetProperty("user_code").GetString()!, body.GetProperty("verification_uri").GetString()!,
            body.GetProperty("verification_uri_complete").GetString()!, body.GetProperty("interval").GetInt32());
    }

    public static Task<HttpResponseMessage> PollAsync(this TestApp app, Begun begun) =>
        app.PostAsync("/connect/token", ("grant_type", GrantType), ("device_code", begun.DeviceCode));

    public static async Task<string> PollErrorAsync(this TestApp app, Begun begun)
    {
        using var response = await app.PollAsync(begun);
        return await response.ErrorAsync();
    }

    /// <summary>Signs in on the page that the device names and types its code; the page after it.</summary>
    public static async Task<Page> TypeCodeAsync(this Browser browser, Person person, Begun begun)
    {
        await browser.SignInAsync(begun.Page, person);
        return await browser.SubmitAsync(new { Code = begun.UserCode.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal) });
    }
}
