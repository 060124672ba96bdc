using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.SignIn;

namespace IdentityProvider.Account;

/// <summary>Nobody takes away the last factor that somebody's rule demands of them: the next sign-in would have nothing to ask for.</summary>
public sealed class LastFactor(SignInWays ways, ClinicPolicies policies)
{
    /// <summary>Whether something is left that every rule accepts once a way is gone.</summary>
    /// <param name="gone">The ways that end with what is removed.</param>
    public async Task<bool> MayGoAsync(AccountVisit visit, IReadOnlyCollection<Way> gone, CancellationToken ct)
    {
        var left = (await ways.OfAsync(visit.User, ct)).Usable.Where(way => way.IsFactor && !gone.Contains(way.Way)).Select(way => way.Way).ToList();
        if ((visit.User.IsDeveloper || visit.User.IsOperator) && left.Count == 0)
        {
            return false;
        }

        foreach (var place in visit.Places)
        {
            var policy = (await policies.CurrentAsync(place.Clinic.Id, ct)).Policy;
            if (!Suffices(left, policy, place.Membership.Group))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether one of these ways is a second factor there, or none is demanded. Passkeys count everywhere.</summary>
    public static bool Suffices(IEnumerable<Way> left, ClinicPolicy policy, RoleGroup group) =>
        !policy.Requires(group) || left.Any(way => Ways.MethodOf(way) is not { } method || policy.MethodsFor(group).Contains(method));
}
