using System.Globalization;
using IdentityProvider.Clinics;
using IdentityProvider.Shared;
using IdentityProvider.SignIn;
using IdentityProvider.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin.People;

/// <summary>Lets people in: one or many addresses at once, and what became of those who were asked before.</summary>
[SignedIn(LocalPage.AdminInvitations, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class InvitationsModel(
    AdminVisits visits, InvitePeople inviting, Invitations invitations, IStringLocalizer<PeopleTexts> texts, TimeProvider clock) : PageModel
{
    [BindProperty]
    public string? People { get; set; }

    [BindProperty]
    public Role? Role { get; set; } = Clinics.Role.Staff;

    [BindProperty]
    public string? Language { get; set; } = Languages.Current;

    /// <summary>What was just done, for the note on top.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    /// <summary>To how many.</summary>
    [BindProperty(SupportsGet = true)]
    public int Count { get; set; }

    public AdminVisit Visit { get; private set; } = null!;

    public IReadOnlyList<Invitation> Open { get; private set; } = [];

    public DateTimeOffset Now { get; private set; }

    public IReadOnlyList<Role> Roles => [.. Enum.GetValues<Role>().Where(role => AdminPower.MayGive(Visit.Role, role))];

    public string Path => $"/admin/{Uri.EscapeDataString(Visit.Clinic.PracticeId)}/people/invitations";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        return await ShowAsync(ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        ModelState.Forgive();
        var (people, wrong) = Invitees.Read(People);
        if (await ProblemAsync(people, wrong, ct) is { } problem)
        {
            ModelState.AddModelError(nameof(People), problem);
        }

        if (Role is not { } role || !Roles.Contains(role))
        {
            ModelState.AddModelError(nameof(Role), texts["Role.Choose"]);
            role = default;
        }

        if (!ModelState.IsValid)
        {
            return await ShowAsync(ct);
        }

        if (!await inviting.InviteAsync(Visit, people, role, Languages.All.Contains(Language!) ? Language! : Languages.English, ct))
        {
            // Another tab was quicker. Asked again, the page says what stands in the way now.
            ModelState.AddModelError(nameof(People), await ProblemAsync(people, wrong, ct) ?? texts["Invite.TooManyToday"]);
            return await ShowAsync(ct);
        }

        return SignInFlow.SeeOther($"{Path}?done=sent&count={people.Count.ToString(CultureInfo.InvariantCulture)}");
    }

    public async Task<IActionResult> OnPostResendAsync(Guid id, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        return SignInFlow.SeeOther($"{Path}?done={(await inviting.ResendAsync(Visit, id, ct) ? "resent" : "wait")}");
    }

    public async Task<IActionResult> OnPostWithdrawAsync(Guid id, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        return SignInFlow.SeeOther($"{Path}?done={(await inviting.WithdrawAsync(Visit, id, ct) ? "withdrawn" : "gone")}");
    }

    private async Task<string?> ProblemAsync(IReadOnlyList<Invitee> people, IReadOnlyList<string> wrong, CancellationToken ct) => wrong switch
    {
        [var first, ..] => texts["Invite.NotAnAddress", first.Length > 80 ? first[..80] : first].Value,
        _ when people.Count == 0 => texts["Invite.Empty"].Value,
        _ when people.Count > Invitees.MostAtOnce => texts["Invite.TooMany", Invitees.MostAtOnce].Value,
        _ when people.Count > await inviting.LeftTodayAsync(Visit, ct) => texts["Invite.TooManyToday"].Value,
        _ when await invitations.JustMailedAsync(Visit.Clinic.Id, people.Select(person => person.Email), ct) is { } waiting => texts["Invite.JustMailed", waiting].Value,
        _ => null,
    };

    private async Task<PageResult> ShowAsync(CancellationToken ct)
    {
        Open = await invitations.OpenOfAsync(Visit.Clinic.Id, ct);
        Now = clock.GetUtcNow();
        return Page();
    }
}
