using IdentityProvider.Clinics;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Account;

/// <summary>Whether a second step is asked of this person, by whom, and their own switch for it (product rows TA3, TA9).</summary>
[SignedIn(LocalPage.AccountSecondStep)]
public sealed class SecondStepModel(AccountVisits visits, OwnTerms terms) : PageModel
{
    /// <summary>"on" or "off" right after the switch was turned, for the note on top.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Turned { get; set; }

    public AccountVisit Visit { get; private set; } = null!;

    public IReadOnlyList<Demanded> Demanded { get; private set; } = [];

    public bool IsOn => Visit.User.SecondStepSince is not null;

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        Demanded = await terms.OfAsync(Visit, ct);
    }
}

/// <summary>What one place asks of this person now.</summary>
public sealed record Demanded(Place Place, MemberTerms Terms)
{
    /// <summary>Whether the clinic or the server asks, their own switch aside.</summary>
    public bool AsksSecondStep => Terms.Asking.Any(asking => asking.Rule != PolicyRule.User);
}

/// <summary>Reads what each of a person's clinics asks of them.</summary>
public sealed class OwnTerms(MemberPolicies policies, OwnFactors factors)
{
    public async Task<IReadOnlyList<Demanded>> OfAsync(AccountVisit visit, CancellationToken ct)
    {
        var hasFactor = (await factors.OfAsync(visit.User, ct)).Count > 0 || await factors.HasPasskeyAsync(visit.User, ct);
        var demanded = new List<Demanded>();
        foreach (var place in visit.Places)
        {
            demanded.Add(new Demanded(place, await policies.OfAsync(place.Membership, visit.User, hasFactor, ct)));
        }

        return demanded;
    }
}
