using IdentityProvider.Delivery;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Clinics;

/// <summary>What a user's new password must be: the strictest of their clinics, and no name that everybody there knows.</summary>
public sealed class PasswordDemands(IdpDbContext db, MemberPolicies policies, IOptions<DeliveryOptions> delivery, IOptions<ServerOptions> server)
{
    /// <summary>Where nothing else is asked for: NIST SP 800-63B-4 §3.1.1.2 wants 15 characters of a password that stands alone.</summary>
    public const int ShortestAlone = 15;

    public async Task<PasswordRules> OfAsync(User user, CancellationToken ct)
    {
        var places = await db.Memberships.Where(m => m.UserId == user.Id && m.DeactivatedAt == null)
            .Join(db.Clinics, m => m.ClinicId, clinic => clinic.Id, (m, clinic) => new { Membership = m, Clinic = clinic })
            .ToListAsync(ct);
        var shortest = new List<int>();
        foreach (var place in places)
        {
            // Whom the clinic exempts, or gives time, ends with the password alone meanwhile. One's own switch can be turned off at any time.
            var terms = await policies.OfAsync(place.Membership, user, hasFactor: false, ct);
            var endsWithoutFactor = terms.Asking.All(asking => asking.Rule == PolicyRule.User);
            shortest.Add(terms.Policy.ShortestPasswordFor(place.Membership.Group, endsWithoutFactor));
        }

        string[] everybodys = [delivery.Value.ServiceName, new Uri(server.Value.Issuer).Host, user.DisplayName, user.Email!];
        var clinics = places.SelectMany(place => new[] { place.Clinic.Name, place.Clinic.TextName, place.Clinic.PracticeId });
        return new PasswordRules(ShortestOf(shortest), [.. everybodys.Concat(clinics)]);
    }

    /// <summary>The longest of what the clinics ask for. Somebody without a clinic is asked for a password alone.</summary>
    public static int ShortestOf(IReadOnlyCollection<int> clinics) => clinics.Count == 0 ? ShortestAlone : clinics.Max();
}
