using IdentityProvider.Limits;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Recovery;

/// <summary>How many links may be mailed: to one address, and for one network. An address counts whether or not anybody has it.</summary>
public sealed class LinkBudgets(SendBudgets budgets, ValueCipher cipher, IOptions<SendBudgetOptions> options, IHttpContextAccessor http)
{
    /// <summary>Counts one, at once; false when a budget is used up. The page then says what it always says.</summary>
    public async Task<bool> TakeAsync(string typed, CancellationToken ct)
    {
        var address = Convert.ToHexStringLower(cipher.KeyedHash("link-address", User.Normalize(typed)).AsSpan(0, 16));
        var network = NetworkAddress.Of(http.HttpContext?.Connection.RemoteIpAddress);
        var limits = options.Value;
        var decision = await budgets.TakeAsync(
            [new(limits.PerLinkAddress, address), new(limits.PerLinkAddressDay, address), new(limits.PerLinkNetwork, network)], ct);
        return decision.Over is null;
    }
}
