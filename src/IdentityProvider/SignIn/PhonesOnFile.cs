using IdentityProvider.Audit;
using IdentityProvider.Phones;

namespace IdentityProvider.SignIn;

/// <summary>A user's phones as a sign-in looks at them: which there are, and whether one may be replaced.</summary>
public sealed class PhonesOnFile(UserPhones phones, PhoneResets resets, AuditLog audit)
{
    public UserPhones All => phones;

    /// <summary>Whether an admin has approved that a new phone is set.</summary>
    public async Task<bool> MayReplaceAsync(Guid userId, CancellationToken ct) => await resets.UsableOfAsync(userId, ct) is not null;

    /// <summary>A phone on file was shown to work, or another one took its place: nobody needs a new one. The caller saves.</summary>
    public async Task WithdrawResetAsync(Guid userId, Guid? attemptId, CancellationToken ct)
    {
        if (await resets.WithdrawAsync(userId, ct) is { } withdrawn)
        {
            audit.Record(new PhoneResetWithdrawn(withdrawn.Id), userId, attemptId: attemptId);
        }
    }
}
