using IdentityProvider.Clinics;
using IdentityProvider.Factors;

namespace IdentityProvider.SignIn;

/// <summary>Whether somebody may do without a factor. Pure.</summary>
public static class FactorDemand
{
    /// <summary>
    /// Whether taking the factor away would leave somebody without any that a place demands. Who has none that counts there anyway loses
    /// nothing by it; a factor that was switched off counts for nothing.
    /// </summary>
    /// <param name="onFile">All that is on file.</param>
    /// <param name="factorId">The one that is to go.</param>
    /// <param name="hasPasskey">Whether a passkey that works is on file: it counts everywhere.</param>
    /// <param name="places">For each place that demands a second factor, the ways that count there.</param>
    public static bool Keeps(FactorsOnFile onFile, Guid factorId, bool hasPasskey, IEnumerable<IReadOnlySet<Way>> places) =>
        !hasPasskey && places.Any(ways => Any(ways, onFile.Usable) && !Any(ways, onFile.Usable.Where(factor => factor.Id != factorId)));

    /// <summary>The ways that count where a policy holds, for somebody of that group.</summary>
    public static IReadOnlySet<Way> WaysOf(ClinicPolicy policy, RoleGroup group) => policy.MethodsFor(group).Select(Ways.Of).ToHashSet();

    /// <summary>Where any factor will do: the platform's own roles.</summary>
    public static readonly IReadOnlySet<Way> AnyFactor = Enum.GetValues<Way>().Where(Ways.IsFactor).ToHashSet();

    private static bool Any(IReadOnlySet<Way> ways, IEnumerable<Factor> factors) => factors.Any(factor => factor.WaysIn.Any(ways.Contains));
}
