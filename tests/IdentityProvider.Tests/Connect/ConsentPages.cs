using IdentityProvider.Tests.Host;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IdentityProvider.Tests.Connect;

/// <summary>What tests of the consent page share: somebody else's app, and a form with some boxes ticked.</summary>
internal static class ConsentPages
{
    public const string Wanted = "openid profile email offline_access user/Observation.rs";

    public static Task<TestApp> StrangerAsync(this IdpHost idp) => idp.Given.AppAsync(idp.Issuer, client =>
    {
        client.IsThirdParty = true;
        client.Scopes = [.. client.Scopes, "user/Observation.rs"];
    });

    /// <summary>The form with only these boxes ticked, and the button that allows.</summary>
    public static FilledForm Leaving(this Browser browser, params string[] ticked)
    {
        var form = browser.Fill(new { Allowed = "-" }).With("Decision", "allow");
        return form with { Values = [.. form.Values, .. ticked.Select(value => KeyValuePair.Create("Allowed", value))] };
    }

    public static string ScopeOf(Tokens tokens) => new JsonWebToken(tokens.AccessToken).GetPayloadValue<string>("scope");
}
