using IdentityProvider.Clinics;
using IdentityProvider.Factors;

namespace IdentityProvider.SignIn;

/// <summary>A factor or passkey that can be proven now. What was switched off or suspended is none.</summary>
public sealed record HeldFactor(Guid Id, IReadOnlyList<Way> Ways);

/// <summary>Whether somebody may do without a factor. Pure, and decided by what a sign-in decides by: <see cref="MemberTerms"/>.</summary>
public static class FactorDemand
{
    /// <summary>
    /// Whether taking the factor away would leave somebody without any that a place demands. Who has none that counts there anyway loses
    /// nothing by it.
    /// </summary>
    /// <param name="held">All that can be proven now, passkeys included.</param>
    /// <param name="factorId">The one that is to go.</param>
    /// <param name="places">For each place that demands a second factor, the ways that count there.</param>
    public static bool Keeps(IReadOnlyCollection<HeldFactor> held, Guid factorId, IEnumerable<IReadOnlySet<Way>> places) =>
        places.Any(ways => Any(ways, held) && !Any(ways, held.Where(factor => factor.Id != factorId)));

    /// <summary>For each place that asks for a second factor, the ways that count there. The server's floor and the own switch ask in every place.</summary>
    /// <param name="asksEverywhere">Whether it is asked for outside of clinics too: by a platform role, or by the person's own switch.</param>
    public static IReadOnlyList<IReadOnlySet<Way>> PlacesOf(bool asksEverywhere, PolicyFloor floor, IEnumerable<MemberTerms> terms) =>
    [
        .. asksEverywhere ? new[] { WaysOf(floor.Allowed(ClinicPolicy.EveryMethod)) } : [],
        .. terms.Where(place => place.Asks).Select(place => WaysOf(place.Methods)),
    ];

    // A passkey counts everywhere.
    private static HashSet<Way> WaysOf(IEnumerable<Method> methods) => methods.Select(Ways.Of).Append(Way.Passkey).ToHashSet();

    private static bool Any(IReadOnlySet<Way> ways, IEnumerable<HeldFactor> held) => held.Any(factor => factor.Ways.Any(ways.Contains));
}
