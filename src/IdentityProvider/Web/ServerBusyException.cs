namespace IdentityProvider.Web;

/// <summary>Too many wait for the same thing already. Nothing was done; the answer is 503 with Retry-After (<see cref="ErrorPages"/>).</summary>
public sealed class ServerBusyException() : Exception("Too many hashes are waiting already.");
