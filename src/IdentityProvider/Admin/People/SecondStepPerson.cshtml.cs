using System.Globalization;
using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin.People;

/// <summary>Switches a person's second step off or has it set up anew, for somebody who cannot sign in (product row TA8).</summary>
[SignedIn(LocalPage.AdminPersonSecondStep, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class SecondStepPersonModel(
    PersonVisits visits, PersonActing acting, SecondStepChange change, SecondStepPersonReading reading, IStringLocalizer<PeopleTexts> texts, TimeProvider clock) : PageModel
{
    private const string DateFormat = "yyyy-MM-dd";

    [FromRoute]
    public Guid PersonId { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public SecondStepChoice? Choice { get; set; }

    /// <summary>The last day of an exemption, in the clinic's zone, as a date field sends it.</summary>
    [BindProperty]
    public string? Until { get; set; }

    public PersonVisit Visit { get; private set; } = null!;

    public SecondStepPicture Picture { get; private set; } = null!;

    public IReadOnlyList<SecondStepChoice> Choices { get; private set; } = [];

    /// <summary>The first and the last day that may be chosen, as a date field wants them.</summary>
    public string FirstDay => Today().AddDays(1).ToString(DateFormat, CultureInfo.InvariantCulture);

    /// <inheritdoc cref="FirstDay"/>
    public string LastDay => Today().AddDays(PolicyExemption.Longest.Days - 1).ToString(DateFormat, CultureInfo.InvariantCulture);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await ArriveAsync(ct) ?? Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await ArriveAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        if (Choice is not { } choice || !Choices.Contains(choice))
        {
            ModelState.AddModelError(nameof(Choice), texts["SecondStep.Choose"]);
            return Page();
        }

        var until = SecondStepChange.HasEnd(choice) ? EndOf(Until) : null;
        if (SecondStepChange.HasEnd(choice) && until is null)
        {
            ModelState.AddModelError(nameof(Until), texts["SecondStep.UntilRange", PolicyExemption.Longest.Days]);
        }

        if (acting.Read(ModelState, Reason) is not { } reason || !ModelState.IsValid)
        {
            return Page();
        }

        await change.ApplyAsync(Visit, choice, reason, until, ct);
        return await acting.SaveAsync(Visit, "second-step", ct);
    }

    private async Task<IActionResult?> ArriveAsync(CancellationToken ct)
    {
        var arrival = await visits.BeginAsync(HttpContext, PersonId, PowerReach.Membership, ct);
        if (arrival.Visit is { } visit)
        {
            Visit = visit;
            Picture = await reading.ReadAsync(visit, ct);
            Choices = [.. Enum.GetValues<SecondStepChoice>().Where(IsOffered)];
            Choice ??= Choices[0];
            Until ??= Today().AddDays(7).ToString(DateFormat, CultureInfo.InvariantCulture);
        }

        return arrival.Elsewhere;
    }

    private bool IsOffered(SecondStepChoice choice) =>
        Visit.Power.Covers(SecondStepChange.Needs(choice)) && (choice != SecondStepChoice.EndExemption || Picture.Exemption is not null);

    private DateOnly Today() => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), Visit.Zone).DateTime);

    // The day counts to its end where the clinic is.
    private DateTimeOffset? EndOf(string? typed)
    {
        if (!DateOnly.TryParseExact(typed, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day == DateOnly.MaxValue)
        {
            return null;
        }

        var midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        var end = new DateTimeOffset(midnight, Visit.Zone.GetUtcOffset(midnight)).ToUniversalTime();
        return PolicyExemption.MayLast(end, clock.GetUtcNow()) ? end : null;
    }
}

/// <summary>What the page shows beside the choices.</summary>
/// <param name="Exemption">What counts now; null for none.</param>
/// <param name="Before">The staff member before this one, by name.</param>
public sealed record SecondStepPicture(FactorsOnFile Factors, IReadOnlyList<Passkey> Passkeys, PolicyExemption? Exemption, Guid? Before, Guid? After);

/// <summary>Reads it.</summary>
public sealed class SecondStepPersonReading(UserFactors factors, Passkeys passkeys, PolicyExemptions exemptions, StaffWalk walk)
{
    public async Task<SecondStepPicture> ReadAsync(PersonVisit visit, CancellationToken ct)
    {
        var (before, after) = await walk.NeighborsAsync(visit, ct);
        return new SecondStepPicture(
            await factors.OfAsync(visit.Person.Id, ct),
            await passkeys.OfAsync(visit.Person.Id, ct),
            await exemptions.OfAsync(visit.Admin.Clinic.Id, visit.Person.Id, ct),
            before,
            after);
    }
}
