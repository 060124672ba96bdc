namespace IdentityProvider.Protocol.Registration;

/// <summary>What a registration is held to that differs from one deployment to another.</summary>
/// <param name="AllowsLoopback">Whether this server may be made to call its own machine: for development and tests, never in production.</param>
/// <param name="IdTokenAlgorithms">The algorithms for which there are signing keys.</param>
public sealed record RegistrationTerms(bool AllowsLoopback, IReadOnlyCollection<string> IdTokenAlgorithms)
{
    /// <summary>The algorithms that clients may sign with: assertions and request objects alike.</summary>
    public static readonly IReadOnlyList<string> ClientAlgorithms = ["RS256", "RS384", "ES256", "ES384", "PS256"];

    /// <summary>FAPI 2.0 Security Profile §5.4.1, as far as it is offered here.</summary>
    public static readonly IReadOnlyList<string> Fapi2Algorithms = ["PS256", "ES256"];
}
