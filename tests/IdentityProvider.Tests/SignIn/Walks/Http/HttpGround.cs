using System.Net;
using System.Web;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.SignIn.Walks.Http;

/// <summary>A walk through the real pages, over Kestrel and PostgreSQL. Who got in is read from the sessions' rows, not from a page.</summary>
internal sealed class HttpGround : IGround, IDisposable
{
    private readonly WalkHost _idp;
    private readonly TestApp _staffApp;
    private readonly HttpCast _cast;
    private readonly HttpRows _rows;
    private readonly HttpBrowser[] _browsers;
    private readonly HttpTab[] _tabs = [.. Enumerable.Range(0, Cast.Tabs).Select(_ => new HttpTab())];

    public HttpGround(WalkHost idp, TestApp staffApp, HttpCast cast)
    {
        (_idp, _staffApp, _cast, _rows) = (idp, staffApp, cast, new HttpRows(idp, cast));
        _browsers = [new(idp), new(idp)];
    }

    public async ValueTask<Seen> DoAsync(Deed deed)
    {
        if (await HttpHappenings.DoAsync(_idp, _cast, deed))
        {
            return new Seen("");
        }

        var (tab, number) = (_tabs[deed.Tab], Cast.BrowserOf(deed.Tab));
        if (deed.Act == Act.Foreign)
        {
            return await ForeignAsync(tab, _browsers[1 - number]);
        }

        if (deed.Act is not Act.Open && tab.Attempt is null)
        {
            return new Seen(tab.Page);
        }

        var (browser, before) = (_browsers[number], _idp.Clock.GetUtcNow());
        var cookie = browser.SessionCookie;
        var landing = await SendAsync(deed, tab, browser);
        Land(tab, landing, deed.Act == Act.Open);
        var isAtOnce = deed.Act == Act.Open && tab.Page == Seen.In;

        // A session that no cookie leads to opens nothing; codes that set out meanwhile are found at the next look.
        var mayHaveEntered = isAtOnce || browser.SessionCookie != cookie;
        return new Seen(tab.Page)
        {
            CanGoOn = tab.Page == Seen.In || (landing.Status is HttpStatusCode.OK or HttpStatusCode.BadRequest && Offers(landing.Html)),
            Entry = mayHaveEntered ? await _rows.EntryAsync(browser.SessionCookie, isAtOnce, landing.IsApp) : null,
            Letters = tab.Page is "/sign-in/code" or "/sign-in/set-up/code" ? await _rows.LettersAsync(_tabs) : [],
            Added = deed.Act == Act.SetUpCode ? await _rows.AddedAsync(before) : null,
        };
    }

    public void Dispose()
    {
        foreach (var browser in _browsers)
        {
            browser.Dispose();
        }
    }

    private async Task<Landing> SendAsync(Deed deed, HttpTab tab, HttpBrowser browser)
    {
        if (deed.Act == Act.Open)
        {
            tab.Round++;
            return await browser.GetAsync(UrlOf(Cast.Doors[deed.Number]));
        }

        if (deed.Act == Act.Look)
        {
            return await browser.GetAsync($"{(tab.Page == Seen.In ? "/sign-in" : tab.Page)}?a={tab.Attempt}");
        }

        var form = await HttpForms.OfAsync(deed, tab, _cast, _rows);
        return await browser.PostAsync($"{form.Page}?a={tab.Attempt}{(form.Handler is null ? "" : $"&handler={form.Handler}")}", form.Fields);
    }

    private static async Task<Seen> ForeignAsync(HttpTab tab, HttpBrowser other)
    {
        if (tab.Attempt is null || tab.Page == Seen.In)
        {
            return new Seen(Seen.Expired);
        }

        return new Seen((await other.GetAsync($"{tab.Page}?a={tab.Attempt}")).Url.AbsolutePath);
    }

    private static void Land(HttpTab tab, Landing landing, bool opened)
    {
        // A form that carries the token of somebody who is signed out is refused before it is read: the tab stays where it is.
        if (landing.Status == HttpStatusCode.BadRequest && !landing.IsApp && !opened && landing.Url.AbsolutePath.StartsWith("/sign-in", StringComparison.Ordinal))
        {
            return;
        }

        // The way back to the app of a request that was answered before: this tab's sign-in is over.
        var isOver = landing.IsApp || landing.Url.AbsolutePath is "/account" or "/connect/authorize/resume";
        tab.Page = isOver ? Seen.In : landing.Url.AbsolutePath;
        var named = HttpUtility.ParseQueryString(landing.Url.Query)["a"];
        tab.Attempt = !isOver && Guid.TryParse(named, out var attempt) ? attempt : opened ? null : tab.Attempt;
        if (tab.Attempt is { } known)
        {
            tab.Attempts.TryAdd(known, tab.Round);
        }
    }

    private static bool Offers(string html) => html.Contains("<button", StringComparison.Ordinal) || html.Contains("class=\"btn", StringComparison.Ordinal);

    private string UrlOf(Door door) => door switch
    {
        { IsOwn: true } => "/account",
        { Patients: false } => _staffApp.AuthorizeUrl(),
        { Wants: Wants.TwoFactors } => _idp.App.AuthorizeUrl("openid", ("acr_values", "urn:idp:acr:aal2")),
        { Wants: Wants.Fresh } => _idp.App.AuthorizeUrl("openid", ("max_age", "300")),
        { Wants: Wants.Again } => _idp.App.AuthorizeUrl("openid", ("prompt", "login")),
        { Wants: Wants.Chosen } => _idp.App.AuthorizeUrl("openid", ("prompt", "select_account")),
        _ => _idp.App.AuthorizeUrl(),
    };
}

/// <summary>A tab, and the attempts that its address bar named.</summary>
internal sealed class HttpTab
{
    public int Round { get; set; }

    public Guid? Attempt { get; set; }

    public string Page { get; set; } = "";

    /// <summary>Each attempt of the tab, with the round it belongs to.</summary>
    public Dictionary<Guid, int> Attempts { get; } = [];
}
