using IdentityProvider.Clients;
using IdentityProvider.Developers;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Registration;

namespace IdentityProvider.Tests.Developers;

/// <summary>The problems list: what a developer should look at, told from the app alone.</summary>
public class AppProblemsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly RegistrationTerms Terms = new(AllowsLoopback: false, ["RS256"]);
    private static readonly Reach Wanted = new() { Scopes = ["openid"], Staff = true, EveryClinic = true };

    private static readonly Client Fine = new()
    {
        Id = "charts",
        Name = "Charts",
        RedirectUris = ["https://app.example/cb"],
        PostLogoutRedirectUris = ["https://app.example/"],
        BackChannelLogoutUri = "https://app.example/logout",
        ServesStaff = true,
        ServesEveryClinic = true,
    };

    private static IEnumerable<AppConcern> Of(Client client, Reach? wanted = null, Reach? approved = null, AppConcern? whoseSwitch = null, params int[] secretAges) =>
        AppProblems.Of(
            client,
            new ClientReach(client.Id, wanted ?? Wanted, approved ?? Wanted, Noon),
            whoseSwitch,
            [.. (secretAges.Length == 0 ? [1] : secretAges).Select(days => new StoredClientSecret(client.Id, [], Noon.AddDays(-days)))],
            Terms,
            Noon).Select(problem => problem.Concern);

    [Fact]
    public void An_app_in_order_has_none() => Assert.Empty(Of(Fine));

    [Fact]
    public void A_uri_on_a_public_host_without_https_must_be_mended() =>
        Assert.Contains(AppConcern.BreaksRule, Of(Fine with { RedirectUris = ["http://app.example/cb"] }));

    [Fact]
    public void A_uri_on_the_developers_machine_should_be_looked_at() =>
        Assert.Equal([AppConcern.LoopbackRedirect], Of(Fine with { RedirectUris = ["http://localhost:3000/cb"] }));

    [Fact]
    public void So_should_an_app_without_pkce() => Assert.Equal([AppConcern.NoPkce], Of(Fine with { RequiresPkce = false }));

    [Fact]
    public void And_one_that_cannot_be_told_of_a_sign_out() =>
        Assert.Equal([AppConcern.NoWayBack, AppConcern.NoBackChannel], Of(Fine with { PostLogoutRedirectUris = [], BackChannelLogoutUri = null }));

    [Fact]
    public void It_says_who_has_to_agree_yet()
    {
        Assert.Equal([AppConcern.WaitsForApproval], Of(Fine, approved: Reach.Nothing));
        Assert.Equal([AppConcern.WantsMoreThanApproved], Of(Fine, wanted: Wanted with { Patients = true }));
        Assert.Equal([AppConcern.NobodyToServe], Of(Fine, wanted: Wanted with { EveryClinic = false }));
        Assert.Equal([AppConcern.NobodyToServe], Of(Fine, wanted: Wanted with { Staff = false }));
    }

    [Fact]
    public void Secrets_get_old_and_two_are_for_a_while_only()
    {
        Assert.Equal([AppConcern.OldSecret], Of(Fine, secretAges: [366]));
        Assert.Equal([AppConcern.TwoSecrets], Of(Fine, secretAges: [15, 40]));
        Assert.Empty(Of(Fine, secretAges: [13, 40]));
    }

    [Fact]
    public void A_switched_off_app_says_so() => Assert.Equal([AppConcern.SwitchedOff], Of(Fine, whoseSwitch: AppConcern.SwitchedOff));
}
