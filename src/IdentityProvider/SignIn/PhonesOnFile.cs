using IdentityProvider.Phones;

namespace IdentityProvider.SignIn;

/// <summary>A user's phones as a sign-in looks at them: which there are, which can be texted, and whether one may be replaced.</summary>
public sealed class PhonesOnFile(UserPhones phones, PhoneEntry entry, PhoneResets resets)
{
    public UserPhones All => phones;

    /// <summary>Those of the phones that can be texted.</summary>
    public Task<IReadOnlySet<Guid>> TakingTextsAsync(IReadOnlyList<UserPhone> of, CancellationToken ct) => entry.TakingTextsAsync(of, ct);

    /// <summary>Whether an admin has approved that a new phone is set.</summary>
    public async Task<bool> MayReplaceAsync(Guid userId, CancellationToken ct) => await resets.UsableOfAsync(userId, ct) is not null;
}
