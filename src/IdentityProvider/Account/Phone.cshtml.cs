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
    AccountVisits visits, UserPhones phones, PhoneEntry entry, PhoneCodes codes, IdpDbContext db, IStringLocalizer<SignInTexts> texts) : PageModel
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
        var wanted = Method == Channel.Voice ? Channel.Voice : Channel.Text;
        var refusesVoip = await codes.RefusesVoipAsync(Visit, ct);
        var entered = await entry.TakeAsync(new TypedPhone(Visit.User.Id, Phone, wanted, refusesVoip, Visit.Session.Id), ct);
        if (!entered.IsAccepted)
        {
            ModelState.AddModelError(nameof(Phone), texts[$"Phone.{entered.Refusal}"]);
            return Page();
        }

        var phone = entered.Phone;
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
