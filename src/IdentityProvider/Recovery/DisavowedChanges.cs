using IdentityProvider.Factors;
using IdentityProvider.Phones;
using IdentityProvider.Users;

namespace IdentityProvider.Recovery;

/// <summary>
/// Undoes what somebody else may have prepared in an account to come back: suspends the second steps they added, ends the codes they printed and the
/// approvals they obtained, and gives the address back.
/// </summary>
public sealed class DisavowedChanges(FactorsAtOnce factors, PhoneResets phoneResets, RecoveryRequests requests, FormerAddress address)
{
    /// <summary>The caller saves.</summary>
    /// <returns>How many second steps were suspended.</returns>
    public async Task<int> UndoAsync(User user, MailedLink link, DateTimeOffset now, CancellationToken ct)
    {
        // Whoever pretended to be the owner may have been let in on their word: what stands is asked for once more.
        await phoneResets.WithdrawAsync(user.Id, ct);
        await requests.CancelAllAsync(user.Id, ct);
        await address.PutBackAsync(user, link, now, ct);
        return await factors.SuspendAddedSinceAsync(user.Id, link.Since ?? now, ct);
    }
}
