using IdentityProvider.Factors;
using IdentityProvider.SignIn;

namespace IdentityProvider.Admin.People;

/// <summary>A second factor that an admin can take off file, of whatever kind.</summary>
/// <param name="Name">What its owner calls it; null for the page's own word.</param>
public sealed record TakeableFactor(Guid Id, Way Way, string? Name, DateTimeOffset AddedAt);

/// <summary>Lists somebody's factors and passkeys, and takes one of them off file. Whether the admin may is judged before; the caller saves.</summary>
public sealed class FactorsTaking(UserFactors factors, Passkeys passkeys, FactorRemoval removal, PasskeyRemoval passkeyRemoval, TimeProvider clock)
{
    public async Task<IReadOnlyList<TakeableFactor>> OfAsync(Guid personId, CancellationToken ct)
    {
        var own = (await factors.OfAsync(personId, ct)).All.Select(factor => new TakeableFactor(factor.Id, factor.WaysIn[0], factor.Name, factor.AddedAt));
        var keys = (await passkeys.OfAsync(personId, ct)).Select(key => new TakeableFactor(key.Id, Way.Passkey, key.Name, key.AddedAt));
        return [.. own, .. keys];
    }

    public async Task TakeAsync(PersonVisit visit, TakeableFactor factor, CancellationToken ct)
    {
        var owner = new FactorRemoval.Owner(visit.Person, visit.Language, visit.Admin.Clinic);
        if (factor.Way != Way.Passkey)
        {
            await removal.RemoveAsync(owner, factor.Id, byPractice: true, clock.GetUtcNow(), ct);
        }
        else if (await passkeys.FindAsync(visit.Person.Id, factor.Id, ct) is { } passkey)
        {
            await passkeyRemoval.RemoveAsync(owner, passkey, byPractice: true, ct);
        }
    }
}
