using IdentityProvider.Codes;
using IdentityProvider.Delivery;
using IdentityProvider.Phones;
using IdentityProvider.SignIn;
using IdentityProvider.SignIn.Steps.Code;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Account;

/// <summary>
/// The code that was sent to the new number. Only with it the number takes the place of the old one. Password and factor were proven where
/// the number was entered, in this same session; the code may take as long as a text does, and nobody proves themselves twice for it.
/// </summary>
[SignedIn(LocalPage.AccountPhone)]
public sealed class PhoneCodeModel(
    AccountVisits visits, UserPhones phones, PhoneCodes codes, PhoneSwap swap, CodeSentences sentences, IdpDbContext db) : PageModel
{
    /// <summary>The pending phone. Somebody else's, or one that is gone, leads back to the phone page.</summary>
    [BindProperty(SupportsGet = true, Name = "phone")]
    public Guid PhoneId { get; set; }

    [BindProperty]
    public string? Digits { get; set; }

    public AccountVisit Visit { get; private set; } = null!;

    /// <summary>What was sent, where to, until when; null when no code could be sent.</summary>
    public CodeStatus? Status { get; private set; }

    /// <summary>Whether "text me instead" would arrive.</summary>
    public bool TakesTexts { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) =>
        await FindAsync(ct) is { } phone ? await ShowAsync(phone, ct) : RedirectToPage("/Account/Phone");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await FindAsync(ct) is not { } phone)
        {
            return RedirectToPage("/Account/Phone");
        }

        var outcome = await codes.CheckAsync(phone, Digits, ct);
        if (outcome is { Result: CodeCheck.Accepted, Channel: { } channel })
        {
            var drawn = await swap.FinishAsync(HttpContext, Visit, phone, channel, ct);
            await db.SaveChangesAsync(ct);
            if (drawn)
            {
                return RedirectToPage("/Account/RecoveryCodes", new { first = true });
            }

            // Not back to the phone page: it would ask for the second step again, now by the new number.
            return RedirectToPage("/Account/Overview", new { phoneSaved = true });
        }

        if (outcome.Result is CodeCheck.Late)
        {
            await codes.SendAsync(Visit, phone, ct, atOnce: true);
        }

        await db.SaveChangesAsync(ct);
        ModelState.AddModelError(nameof(Digits), sentences.Of(outcome));
        return await ShowAsync(phone, ct);
    }

    /// <summary>"Send again", and "call me instead". Too early is no error: the page shows the wait.</summary>
    public async Task<IActionResult> OnPostSendAsync(Channel? channel, CancellationToken ct)
    {
        if (await FindAsync(ct) is not { } phone)
        {
            return RedirectToPage("/Account/Phone");
        }

        if (channel is Channel.Text or Channel.Voice)
        {
            phone.Prefer(channel.Value);
        }

        await codes.SendAsync(Visit, phone, ct);
        await db.SaveChangesAsync(ct);
        return RedirectToPage(new { phone = phone.Id });
    }

    private async Task<UserPhone?> FindAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        return await phones.FindAsync(Visit.User.Id, PhoneId, ct) is { IsVerified: false } phone
            && phone.MayBeConfirmedIn(Visit.Session.Id, Visit.Now) ? phone : null;
    }

    private async Task<PageResult> ShowAsync(UserPhone phone, CancellationToken ct)
    {
        Status = await codes.CurrentAsync(phone, ct);
        TakesTexts = await codes.TakesTextsAsync(phone, ct);
        Digits = null;
        return Page();
    }
}
