namespace IdentityProvider.Tests.Architecture;

/// <summary>Everything a stranger may call, and why a session cannot be asked for there.</summary>
internal static class OpenDoors
{
    public static readonly IReadOnlyDictionary<string, string> WithReasons = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["/brand/{color}.css"] = "the colour of a clinic's sign-in card",
        ["/error"] = "stands in for a page that failed, whoever asked for it",
    };

    /// <summary>Open doors that take posts without a limit, and why that costs nothing.</summary>
    public static readonly IReadOnlyDictionary<string, string> WithoutLimit = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["/error"] = "answers 404 to whoever posts to it; in place of a failed post its own door has counted already",
    };
}
