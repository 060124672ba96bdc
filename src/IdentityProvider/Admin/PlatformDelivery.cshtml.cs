using IdentityProvider.Codes;
using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Switches;
using IdentityProvider.Phones;
using IdentityProvider.Shared;
using IdentityProvider.SignIn;
using IdentityProvider.Users;
using IdentityProvider.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin;

/// <summary>Whether messages arrive, everywhere; a switch for each channel and provider; and a message to try one with.</summary>
[SignedIn(LocalPage.PlatformDelivery, For = Visitors.Operators, StepUp = StepUp.SecondFactor)]
public sealed class PlatformDeliveryModel(
    PlatformVisits visits, DeliveryHealth health, DeliveryDesk desk, ProviderTrials trials, UserPhones phones, IStringLocalizer<AdminTexts> texts) : PageModel
{
    /// <summary>What was just done, for the note on top.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    /// <summary>Whom to try, as <see cref="ChannelProvider"/> writes it.</summary>
    [BindProperty]
    public string? Which { get; set; }

    /// <summary>Where to.</summary>
    [BindProperty]
    public string? Destination { get; set; }

    public IReadOnlyList<ChannelSwitches> Channels { get; private set; } = [];

    public DeliveryPicture Picture { get; private set; } = null!;

    /// <summary>What became of a test message that was just sent.</summary>
    public Trial? Tried { get; private set; }

    private PlatformVisit Visit { get; set; } = null!;

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        await LoadAsync(ct);
    }

    public async Task<IActionResult> OnPostSwitchAsync(string? which, bool isOn, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        var done = ChannelProvider.Parse(which) is { } provider && await desk.SwitchAsync(Visit, provider, isOn, ct);
        return SignInFlow.SeeOther($"/admin/platform/delivery?done={(!done ? "gone" : isOn ? "on" : "off")}");
    }

    public async Task<IActionResult> OnPostTryAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        ModelState.Forgive();
        var provider = ChannelProvider.Parse(Which);
        if (provider is null || DestinationFor(provider.Channel) is not { } destination)
        {
            ModelState.AddModelError(nameof(Destination), texts[provider?.Channel is Channel.Email ? "Delivery.NoAddress" : "Delivery.NoNumber"]);
        }
        else
        {
            Tried = await trials.TryAsync(Visit, provider, destination, Languages.Current, ct);
        }

        await LoadAsync(ct);
        return Page();
    }

    private string? DestinationFor(Channel channel) =>
        channel is Channel.Email ? EmailAddress.Parse(Destination) : phones.Parse(Destination).Number?.E164;

    private async Task LoadAsync(CancellationToken ct)
    {
        Channels = await desk.AllAsync(ct);
        var (days, zone) = (DeliveryModel.Days, TimeZoneInfo.Utc);
        Picture = new DeliveryPicture(
            await health.DaysAsync(clinicId: null, days, zone, ct), await health.LastLostAsync(clinicId: null, days, zone, ct), zone, ShowsCost: true);
    }
}
