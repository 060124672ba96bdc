using IdentityProvider.Protocol.Grants;
using IdentityProvider.Protocol.Registration;

namespace IdentityProvider.Protocol.Tests.Registration;

/// <summary>What makes an app another app than the one that was approved.</summary>
public class ApprovedTraitsTests
{
    private static readonly ClientMetadata App = new()
    {
        Name = "Charts",
        RedirectUris = ["https://app.example/a", "https://app.example/b"],
        AuthMethod = ClientAuthMethod.PrivateKeyJwt,
        Jwks = """{"keys":[]}""",
    };

    public static TheoryData<string, ClientMetadata> Others => new()
    {
        { "name", App with { Name = "Payroll" } },
        { "redirect", App with { RedirectUris = ["https://evil.example/a", "https://app.example/b"] } },
        { "one more redirect", App with { RedirectUris = [.. App.RedirectUris, "https://evil.example/cb"] } },
        { "after logout", App with { PostLogoutRedirectUris = ["https://evil.example/"] } },
        { "origins", App with { CorsOrigins = ["https://evil.example"] } },
        { "back channel", App with { BackChannelLogoutUri = "https://evil.example/bc" } },
        { "initiate", App with { InitiateLoginUri = "https://evil.example/go" } },
        { "launch", App with { LaunchUri = "https://evil.example/launch" } },
        { "initiate as launch", App with { LaunchUri = "https://evil.example/go" } },
        { "method", App with { AuthMethod = ClientAuthMethod.ClientSecretPost } },
        { "keys elsewhere", App with { Jwks = null, JwksUri = "https://evil.example/jwks" } },
        { "grants", App with { GrantTypes = [GrantType.AuthorizationCode, GrantType.ClientCredentials] } },
        { "native", App with { IsNative = true } },
        { "sector", App with { SubjectType = SubjectType.Pairwise, SectorIdentifierUri = "https://evil.example/s" } },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Another_trait_makes_another_app(string what, ClientMetadata other)
    {
        Assert.False(ApprovedTraits.AreSame(App, other, mayReplaceKeys: false), what);
        Assert.False(ApprovedTraits.AreSame(App, other, mayReplaceKeys: true), what);
        Assert.NotEqual(ApprovedTraits.HashOf(App), ApprovedTraits.HashOf(other));
    }

    [Fact]
    public void Keys_are_replaced_only_by_whoever_may_draw_a_secret()
    {
        var other = App with { Jwks = """{"keys":[{"kid":"2"}]}""" };

        Assert.False(ApprovedTraits.AreSame(App, other, mayReplaceKeys: false));
        Assert.True(ApprovedTraits.AreSame(App, other, mayReplaceKeys: true));
        Assert.NotEqual(ApprovedTraits.HashOf(App), ApprovedTraits.HashOf(other));
    }

    [Fact]
    public void Order_white_space_and_what_people_only_read_change_nothing()
    {
        var same = App with
        {
            RedirectUris = ["https://app.example/b", "https://app.example/a"],
            Jwks = "{ \r\n \"keys\" : [] }",
            About = new ClientAbout { PolicyUri = "https://app.example/privacy" },
        };

        Assert.True(ApprovedTraits.AreSame(App, same, mayReplaceKeys: false));
    }
}
