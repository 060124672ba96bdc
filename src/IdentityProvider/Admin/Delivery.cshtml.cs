using IdentityProvider.Codes;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Admin;

/// <summary>Whether the practice's messages arrive (product row B10).</summary>
[SignedIn(LocalPage.AdminDelivery, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class DeliveryModel(AdminVisits visits, DeliveryHealth health) : PageModel
{
    /// <summary>Today and the six days before.</summary>
    public const int Days = 7;

    public DeliveryPicture Picture { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct)
    {
        var visit = await visits.BeginAsync(HttpContext, ct);
        Picture = new DeliveryPicture(
            await health.DaysAsync(visit.Clinic.Id, Days, visit.Zone, ct), await health.LastLostAsync(visit.Clinic.Id, Days, visit.Zone, ct), visit.Zone, ShowsCost: false);
    }
}

/// <summary>What both pages of delivery show.</summary>
/// <param name="ShowsCost">Costs are the operators' to look at.</param>
public sealed record DeliveryPicture(IReadOnlyList<ChannelDay> Days, IReadOnlyList<LostMessage> Lost, TimeZoneInfo Zone, bool ShowsCost);
