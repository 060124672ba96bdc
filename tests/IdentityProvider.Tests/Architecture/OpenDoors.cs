namespace IdentityProvider.Tests.Architecture;

/// <summary>Everything a stranger may call, and why a session cannot be asked for there.</summary>
internal static class OpenDoors
{
    public static readonly IReadOnlyDictionary<string, string> WithReasons = new Dictionary<string, string>(StringComparer.Ordinal);
}
