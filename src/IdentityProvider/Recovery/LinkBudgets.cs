using IdentityProvider.Devices;
using IdentityProvider.Limits;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Recovery;

/// <summary>
/// How many links may be mailed: to one address for one network, to one address altogether, and for one network. An address counts whether or not
/// anybody has it. A browser that signed in as the user before counts by itself: a stranger who asks all day keeps nobody from a link of their own.
/// </summary>
public sealed class LinkBudgets(SendBudgets budgets, KnownBrowsers browsers, ValueCipher cipher, IOptions<SendBudgetOptions> options, IHttpContextAccessor http)
{
    /// <summary>Counts one, at once; false when a budget is used up. The page then says what it always says.</summary>
    /// <param name="typed">As typed.</param>
    /// <param name="userId">Whose address it is; null for nobody's, for which everything is done alike.</param>
    public async Task<bool> TakeAsync(string typed, Guid? userId, CancellationToken ct)
    {
        var request = http.HttpContext ?? throw new InvalidOperationException("Links are asked for by a request.");
        var (limits, network) = (options.Value, NetworkAddress.Of(request.Connection.RemoteIpAddress));
        var known = await browsers.IsKnownAsync(request, userId ?? Guid.Empty, ct);
        var asker = SubjectOf(typed, known ? "known-browser" : network);
        List<SendKey> keys = [new(limits.PerLinkAddress, asker), new(limits.PerLinkAddressDay, asker)];
        if (!known)
        {
            keys.Add(new(limits.PerLinkAddressEverywhere, SubjectOf(typed, "")));
            keys.Add(new(limits.PerLinkNetwork, network));
        }

        return (await budgets.TakeAsync(keys, ct)).Over is null;
    }

    // Keyed: the table tells nobody which addresses were typed.
    private string SubjectOf(string typed, string asker) =>
        Convert.ToHexStringLower(cipher.KeyedHash("link-address", $"{User.Normalize(typed)}\n{asker}").AsSpan(0, 16));
}
