using System.Globalization;
using System.Text.Json;

namespace IdentityProvider.Dev.Bench;

/// <summary>What a sign-in costs the provider's process. Medians of the rounds, in milliseconds of CPU.</summary>
/// <param name="All">Everything of one sign-in: its requests, and what workers did for it.</param>
/// <param name="Hash">The bare comparison of one password hash.</param>
/// <param name="Requests">How many requests a sign-in is, from the app's first redirect to the tokens.</param>
internal sealed record SignInCost(double All, double Hash, double Requests, int Rounds, int SignIns)
{
    /// <summary>What is left beside the password hash. 25 ms is the most it may be.</summary>
    public double Beside => All - Hash;

    public string ToJson() => JsonSerializer.Serialize(new
    {
        cpu_ms = Round(All),
        hash_cpu_ms = Round(Hash),
        cpu_beside_hash_ms = Round(Beside),
        beside_to_hash = Round(Beside / Hash),
        requests = Requests,
    });

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        One sign-in with a password and a texted code, {Requests:0} requests, median of {Rounds} rounds of {SignIns}:
          all of it             {All,7:0.0} ms CPU
          the bare hash         {Hash,7:0.0} ms CPU
          beside the hash       {Beside,7:0.0} ms CPU   ({Beside / Hash:0.00} of a hash; at most 25 ms)
        """);

    private static double Round(double value) => Math.Round(value, 2);
}
