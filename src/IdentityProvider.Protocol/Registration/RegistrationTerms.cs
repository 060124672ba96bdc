namespace IdentityProvider.Protocol.Registration;

/// <summary>What a registration is held to that differs from one deployment to another.</summary>
/// <param name="AllowsLoopback">Whether this server may be made to call its own machine: for development and tests, never in production.</param>
/// <param name="IdTokenAlgorithms">The algorithms for which there are signing keys.</param>
public sealed record RegistrationTerms(bool AllowsLoopback, IReadOnlyCollection<string> IdTokenAlgorithms);
