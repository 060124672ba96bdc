namespace IdentityProvider.SignIn;

/// <summary>The pages of our own that may ask for a sign-in. A return goes to one of these and nowhere else.</summary>
public enum LocalPage
{
    Account,
    AccountApps,
    AccountBrowsers,
    AccountPhone,
    Admin,
    AdminPolicy,
}

/// <summary>
/// Where a sign-in for our own pages ends. The path comes from the list above, never from a request: an open redirect needs a
/// URL from outside, and there is none here.
/// </summary>
/// <param name="PracticeId">The clinic of a console page; null elsewhere.</param>
/// <param name="Query">What the page itself wants back, composed by the server, starting with "?". Never shown, never a path.</param>
public sealed record LocalReturn(LocalPage Page, string? PracticeId = null, string? Query = null)
{
    public string Path => Place + (Query is { Length: > 0 } query && query[0] == '?' ? query : "");

    private string Place => Page switch
    {
        LocalPage.Account => "/account",
        LocalPage.AccountApps => "/account/apps",
        LocalPage.AccountBrowsers => "/account/browsers",
        LocalPage.AccountPhone => "/account/phone",
        LocalPage.Admin => "/admin",
        LocalPage.AdminPolicy => $"/admin/{Uri.EscapeDataString(PracticeId ?? "")}/policy",
    };
}
