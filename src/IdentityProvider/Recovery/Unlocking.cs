using IdentityProvider.Limits;
using IdentityProvider.Users;

namespace IdentityProvider.Recovery;

/// <summary>What stands between somebody and their account beside the second factor, and who may take it away.</summary>
public sealed class Unlocking(PasswordTries tries, RecoveryRequests requests)
{
    /// <summary>Ends the waits after wrong passwords, at once.</summary>
    public Task ForgiveAsync(User user, CancellationToken ct) => tries.ForgiveAsync(user.Email!, ct);

    /// <summary>The approval by which a reset may go on although everything is lost; null for none.</summary>
    public async Task<Guid?> ApprovalOfAsync(User user, CancellationToken ct) => (await requests.CountingOfAsync(user.Id, ct))?.Id;
}
