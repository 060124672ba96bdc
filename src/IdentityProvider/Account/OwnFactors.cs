using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using IdentityProvider.Phones;
using IdentityProvider.SignIn;
using IdentityProvider.Users;

namespace IdentityProvider.Account;

/// <summary>A second factor as its owner sees it.</summary>
public sealed record OwnFactor(Factor Factor, UserPhone? Phone)
{
    /// <summary>The way it is asked for first.</summary>
    public Way Way => Phone is { PreferredChannel: Channel.Voice } ? Way.Voice : Factor.WaysIn[0];

    /// <summary>Where its codes go, as its owner may see it; null for what is sent nothing.</summary>
    public string? Destination(User user) => Factor.Kind switch
    {
        FactorKind.Phone => Phone?.Masked,
        FactorKind.Email => user.Email,
        FactorKind.AuthenticatorApp => null,
    };
}

/// <summary>Puts a user's factors together with their phones.</summary>
public sealed class OwnFactors(UserFactors factors, UserPhones phones, Passkeys passkeys)
{
    /// <summary>Whether a passkey that works is on file.</summary>
    public async Task<bool> HasPasskeyAsync(User user, CancellationToken ct) => (await passkeys.OfAsync(user.Id, ct)).Any(passkey => passkey.IsUsable);

    /// <summary>All that the user can prove themselves with now.</summary>
    public async Task<IReadOnlyList<HeldFactor>> HeldAsync(User user, CancellationToken ct)
    {
        var own = (await factors.OfAsync(user.Id, ct)).Usable.Select(factor => new HeldFactor(factor.Id, factor.WaysIn));
        var keys = (await passkeys.OfAsync(user.Id, ct)).Where(key => key.IsUsable).Select(key => new HeldFactor(key.Id, [Way.Passkey]));
        return [.. own, .. keys];
    }

    public async Task<IReadOnlyList<OwnFactor>> OfAsync(User user, CancellationToken ct)
    {
        var onFile = await factors.OfAsync(user.Id, ct);
        var verified = await phones.VerifiedOfAsync(user.Id, ct);
        return [.. onFile.All.Select(factor => new OwnFactor(factor, verified.FirstOrDefault(phone => phone.Id == factor.PhoneId)))];
    }
}
