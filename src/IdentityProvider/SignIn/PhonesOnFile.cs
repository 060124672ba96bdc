using IdentityProvider.Phones;

namespace IdentityProvider.SignIn;

/// <summary>A user's phones as a sign-in looks at them: which there are, and whether one may be replaced.</summary>
public sealed class PhonesOnFile(UserPhones phones, PhoneResets resets)
{
    public UserPhones All => phones;

    /// <summary>Whether an admin has approved that a new phone is set.</summary>
    public async Task<bool> MayReplaceAsync(Guid userId, CancellationToken ct) => await resets.UsableOfAsync(userId, ct) is not null;
}
