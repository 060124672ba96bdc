namespace IdentityProvider.Web;

/// <summary>What stands around the card of a sign-in page: whose door it is, and where it leads.</summary>
/// <param name="ClinicName">The clinic, once it is known; else the page stands under the server's own name.</param>
/// <param name="AppName">The app that asked ("to continue to Lakeside EHR"); null on our own account pages.</param>
/// <param name="FrontDeskPhone">The practice's own number for people who need help, as people write it.</param>
/// <param name="BrandColor">#rrggbb, or null for the default.</param>
/// <param name="TimeZone">In which the page tells the time.</param>
public sealed record GateFrame(
    string? ClinicName, string? AppName, string? FrontDeskPhone, string? BrandColor, TimeZoneInfo TimeZone)
{
    /// <summary>Around a page that belongs to no clinic, such as an error before one is known.</summary>
    public static readonly GateFrame Plain = new(null, null, null, null, TimeZoneInfo.Utc);

    /// <summary>Whoever learns the clinic and the app of a request says so here; layouts and error pages read it.</summary>
    public static void Set(HttpContext http, GateFrame frame) => http.Features.Set(frame);

    public static GateFrame Of(HttpContext http) => http.Features.Get<GateFrame>() ?? Plain;
}
