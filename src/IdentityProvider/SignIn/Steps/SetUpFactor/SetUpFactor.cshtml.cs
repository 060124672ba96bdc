using System.Collections.Immutable;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using IdentityProvider.Limits;
using IdentityProvider.Phones;
using IdentityProvider.SignIn.PhoneReset;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.SignIn.Steps.SetUpFactor;

[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class SetUpFactorModel(SignInFlow flow, PhoneEntry phones, PhoneResetUse resets, ClinicPolicies policies, IStringLocalizer<SignInTexts> texts) : PageModel
{
    [BindProperty]
    public Method? Method { get; set; }

    [BindProperty]
    public string? Phone { get; set; }

    /// <summary>What the clinic allows. One alone needs no choice (product row EN3).</summary>
    public ImmutableArray<Method> Allowed { get; private set; } = [];

    /// <summary>Whether it replaces a phone that was lost, because an admin approved that.</summary>
    public bool ReplacesPhone { get; private set; }

    /// <summary>Where an e-mailed code would go, masked.</summary>
    public string MaskedEmail { get; private set; } = "";

    public string? ClinicName { get; private set; }

    /// <summary>Whether an admin gave the user a code that opens this one sign-in without setting anything up.</summary>
    public bool HasBypassCode { get; private set; }

    /// <summary>Until when it may be put off; null when it may not.</summary>
    public DateTimeOffset? GraceUntil { get; private set; }

    /// <summary>Whole days left of it, the day that has begun included.</summary>
    public int DaysLeft { get; private set; }

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, SetUpFactorStep.Page, ct);
        return here.IsHere ? Show(here.Turn) : here.Elsewhere;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, SetUpFactorStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        return Method is { } method && AllowedBy(here.Turn).Contains(method)
            ? await SetUpAsync(here.Turn, method, ct)
            : Show(here.Turn, nameof(Method), texts["SetUp.NoMethod"]);
    }

    /// <summary>A passkey is allowed everywhere and stands outside the clinic's choice.</summary>
    public Task<IActionResult> OnPostPasskeyAsync(CancellationToken ct) => ChooseAsync(attempt => attempt.SetUp(Way.Passkey, phoneId: null), ct);

    /// <summary>"I have a code from my practice."</summary>
    public Task<IActionResult> OnPostCodeAsync(CancellationToken ct) => ChooseAsync(attempt => attempt.Choose(Way.BypassCode), ct);

    private async Task<IActionResult> ChooseAsync(Action<SignInAttempt> choose, CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, SetUpFactorStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        if (here.Turn.Facts.ReplacesPhone(here.Turn.Policy))
        {
            return Show(here.Turn);
        }

        choose(here.Turn.Attempt);
        return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
    }

    /// <summary>"Not now", while there are days left. Once they are over it changes nothing: the policy asks then.</summary>
    public async Task<IActionResult> OnPostLaterAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, SetUpFactorStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        here.Turn.Attempt.PostponeSetUp();
        return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
    }

    private async Task<IActionResult> SetUpAsync(SignInTurn turn, Method method, CancellationToken ct)
    {
        if (method is Factors.Method.Email or Factors.Method.AuthenticatorApp)
        {
            turn.Attempt.SetUp(Ways.Of(method), phoneId: null);
            return await flow.AdvanceAsync(HttpContext, turn.Attempt, ct);
        }

        var channel = method == Factors.Method.Voice ? Channel.Voice : Channel.Text;
        var refusesVoip = await policies.RefusesVoipAsync(turn.User!.Id, ct);
        var entered = await phones.TakeAsync(new TypedPhone(turn.User.Id, Phone, channel, refusesVoip), ct);
        if (!entered.IsAccepted)
        {
            return Show(turn, nameof(Phone), texts[$"Phone.{entered.Refusal}"]);
        }

        turn.Attempt.SetUp(Ways.Of(method), entered.Phone.Id);
        return await flow.AdvanceAsync(HttpContext, turn.Attempt, ct);
    }

    /// <summary>"I have my old phone after all": what the admin approved is given back, and the way on file is asked for.</summary>
    public async Task<IActionResult> OnPostKeepAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, SetUpFactorStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        await resets.WithdrawAsync(here.Turn, ct);
        return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
    }

    // What an admin approved is another phone, and nothing else.
    private static ImmutableArray<Method> AllowedBy(SignInTurn turn) =>
        [.. EffectivePolicy.Offered.Where(method => turn.Policy.Allows(Ways.Of(method)))
            .Where(method => !turn.Facts.ReplacesPhone(turn.Policy) || method is Factors.Method.Text or Factors.Method.Voice)];

    private PageResult Show(SignInTurn turn, string? field = null, string? problem = null)
    {
        Allowed = AllowedBy(turn);
        ReplacesPhone = turn.Facts.ReplacesPhone(turn.Policy);
        Method ??= Allowed.Length > 0 ? Allowed[0] : null;
        MaskedEmail = MaskedDestination.Of(Channel.Email, turn.User!.Email!);
        ClinicName = turn.Clinic?.Name;
        HasBypassCode = turn.Facts.WaysToProve(turn.Policy).Any(way => way.Way == Way.BypassCode);
        Zone = turn.Clinic?.Zone ?? TimeZoneInfo.Utc;
        GraceUntil = turn.Policy.GraceUntil;
        DaysLeft = GraceUntil is { } until ? (int)Math.Ceiling((until - turn.Now).TotalDays) : 0;
        if (field is not null && problem is not null)
        {
            ModelState.AddModelError(field, problem);
        }

        return Page();
    }
}
