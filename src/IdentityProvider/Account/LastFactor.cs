using IdentityProvider.Clinics;
using IdentityProvider.SignIn;

namespace IdentityProvider.Account;

/// <summary>Nobody takes away the last factor that some place demands of them: the next sign-in would have nothing to ask for.</summary>
public sealed class LastFactor(OwnFactors factors, OwnTerms terms, MemberPolicies policies)
{
    /// <summary>Whether it is the last of the user's that counts in a place that asks for one.</summary>
    /// <param name="id">A factor, or a passkey.</param>
    public async Task<bool> IsDemandedAsync(AccountVisit visit, Guid id, CancellationToken ct)
    {
        var user = visit.User;
        var asksEverywhere = user.IsDeveloper || user.IsOperator || user.SecondStepSince is not null;
        var places = FactorDemand.PlacesOf(asksEverywhere, policies.Floor, (await terms.OfAsync(visit, ct)).Select(demanded => demanded.Terms));
        return FactorDemand.Keeps(await factors.HeldAsync(user, ct), id, places);
    }
}
