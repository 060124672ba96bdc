using IdentityProvider.Web;

namespace IdentityProvider.Connect;

/// <summary>The pages for requests that cannot be answered to the app. Each says what the person in front of it can do.</summary>
internal enum RefusalPage
{
    /// <summary>No app of that name is registered here.</summary>
    UnknownApp,

    /// <summary>The app is known; the address to return to is not one of its own.</summary>
    UnknownReturn,

    /// <summary>The app's link is damaged.</summary>
    BrokenRequest,

    /// <summary>The request lay too long, or another browser began it.</summary>
    ExpiredRequest,

    /// <summary>A code went to the app for it: the person came back with the browser's back button.</summary>
    UsedRequest,
}

internal static class RefusalPages
{
    public static IResult Show(this RefusalPage page, HttpContext http) => ErrorPages.Show(http, page.ToString(), StatusCodes.Status400BadRequest);
}
