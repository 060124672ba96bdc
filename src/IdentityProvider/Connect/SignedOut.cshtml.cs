using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Connect;

/// <summary>Where signing out ends when the app named no page of its own.</summary>
[AllowAnonymous]
public sealed class SignedOutModel : PageModel
{
    public const string Path = "/connect/signed-out";

    public void OnGet()
    {
        // The page only says what is so.
    }
}
