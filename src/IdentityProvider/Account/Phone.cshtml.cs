using IdentityProvider.Delivery;
using IdentityProvider.Phones;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Account;

/// <summary>The verification phone, masked, and the form for another one. The old number stays until the new one's code was entered.</summary>
[SignedIn(LocalPage.AccountPhone, StepUp = StepUp.SecondFactorIfOnFile, FreshPassword = true)]
public sealed class PhoneModel(
    AccountVisits visits, UserPhones phones, PhoneCodes codes, IdpDbContext db, IStringLocalizer<SignInTexts> texts) : PageModel
{
    [BindProperty]
    public Channel Method { get; set; }

    [BindProperty]
    public string? Phone { get; set; }

    public AccountVisit Visit { get; private set; } = null!;

    /// <summary>The number in use, or null when there is none yet.</summary>
    public UserPhone? Current { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => await LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        var typed = phones.Parse(Phone);
        if (!typed.IsAccepted)
        {
            ModelState.AddModelError(nameof(Phone), texts[$"Phone.{typed.Refusal}"]);
            return Page();
        }

        var phone = await phones.AddPendingAsync(Visit.User.Id, typed.Number, Method == Channel.Voice ? Channel.Voice : Channel.Text, ct);
        if (!phone.IsVerified)
        {
            await codes.SendAsync(Visit, phone, ct);
        }

        await db.SaveChangesAsync(ct);
        return phone.IsVerified ? RedirectToPage("/Account/Overview", new { phoneSaved = true }) : RedirectToPage("/Account/PhoneCode", new { phone = phone.Id });
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        Current = await phones.VerifiedOfAsync(Visit.User.Id, ct) is [var newest, ..] ? newest : null;
    }
}
