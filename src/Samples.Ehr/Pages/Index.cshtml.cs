using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Samples.Ehr.SignIn;

namespace Samples.Ehr.Pages;

/// <summary>GET /: the front door for whoever is not signed in.</summary>
[AllowAnonymous]
public sealed class IndexModel : PageModel
{
    /// <summary>Whether a session of this browser has just ended, rather than never begun.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Ended { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnPath { get; set; }

    public string SignInUrl => ReturnPath is null ? "/sign-in" : $"/sign-in?returnPath={Uri.EscapeDataString(ReturnPath)}";

    public IActionResult OnGet() => HttpContext.CurrentSession() is null ? Page() : RedirectToPage("/Schedule");
}
