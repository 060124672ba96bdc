using IdentityProvider.Clinics;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore.Storage;

namespace IdentityProvider.Account;

/// <summary>Nobody takes away the last factor that some place demands of them: the next sign-in would have nothing to ask for.</summary>
public sealed class LastFactor(OwnFactors factors, OwnTerms terms, MemberPolicies policies, IdpDbContext db)
{
    /// <summary>
    /// Begins the transaction in which a factor is taken away, when it is the user's turn: of two tabs that remove the last two at the same moment the
    /// second one finds that one is left. Ask whether it is demanded after this; the caller saves and commits.
    /// </summary>
    public Task<IDbContextTransaction> BeginRemovalAsync(AccountVisit visit, CancellationToken ct) => db.BeginTurnAsync([visit.User.Id], ct);

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
