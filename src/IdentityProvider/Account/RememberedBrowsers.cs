using IdentityProvider.Clinics;
using IdentityProvider.Devices;

namespace IdentityProvider.Account;

/// <summary>A trusted browser as its owner sees it.</summary>
/// <param name="IsThisOne">Whether the page is shown on it.</param>
/// <param name="Until">UTC. The last moment at which it counts at any of the owner's clinics, as their policies are today.</param>
public sealed record RememberedBrowser(TrustedDevice Device, bool IsThisOne, DateTimeOffset Until)
{
    /// <summary>"Firefox, Windows": two names and a comma read the same in every language.</summary>
    public string Name => Device.Platform.Length == 0 ? Device.Browser : $"{Device.Browser}, {Device.Platform}";

    public string Icon => Device.Platform switch
    {
        "iPhone" or "Android" => "device-mobile",
        "iPad" => "device-tablet",
        _ => "device-desktop",
    };
}

/// <summary>Puts the user's trusted devices together with what their clinics make of them.</summary>
public sealed class RememberedBrowsers(TrustedDevices devices, TrustedDeviceCookie cookie, ClinicPolicies policies)
{
    public async Task<IReadOnlyList<RememberedBrowser>> OfAsync(HttpContext http, AccountVisit visit, CancellationToken ct)
    {
        var here = cookie.Read(http, visit.User.Id)?.Selector;
        var days = await LongestTrustAsync(visit, ct);
        return [.. (await devices.OfAsync(visit.User.Id, ct)).Select(device =>
            new RememberedBrowser(device, here is not null && device.Selector.AsSpan().SequenceEqual(here), device.Until(days)))];
    }

    private async Task<int> LongestTrustAsync(AccountVisit visit, CancellationToken ct)
    {
        var longest = 0;
        foreach (var place in visit.Places)
        {
            var policy = await policies.InForceAsync(place.Clinic.Id, ct);
            longest = Math.Max(longest, policy.TrustDaysFor(place.Membership.Group));
        }

        return longest;
    }
}
