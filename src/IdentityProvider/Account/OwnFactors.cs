using IdentityProvider.Clinics;
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

    public async Task<IReadOnlyList<OwnFactor>> OfAsync(User user, CancellationToken ct)
    {
        var onFile = await factors.OfAsync(user.Id, ct);
        var verified = await phones.VerifiedOfAsync(user.Id, ct);
        return [.. onFile.All.Select(factor => new OwnFactor(factor, verified.FirstOrDefault(phone => phone.Id == factor.PhoneId)))];
    }
}

/// <summary>What the places somebody belongs to demand of them.</summary>
public sealed class OwnDemands(ClinicPolicies policies)
{
    /// <summary>For each place that demands a second factor, the ways that count there.</summary>
    public async Task<IReadOnlyList<IReadOnlySet<Way>>> OfAsync(AccountVisit visit, CancellationToken ct)
    {
        var demands = new List<IReadOnlySet<Way>>();
        if (visit.User.IsDeveloper || visit.User.IsOperator)
        {
            demands.Add(FactorDemand.AnyFactor);
        }

        foreach (var place in visit.Places)
        {
            var policy = (await policies.CurrentAsync(place.Clinic.Id, ct)).Policy;
            if (policy.Requires(place.Membership.Group))
            {
                demands.Add(FactorDemand.WaysOf(policy, place.Membership.Group));
            }
        }

        return demands;
    }
}
