using System.Globalization;
using System.Text.Json;

namespace IdentityProvider.Dev.Bench;

/// <summary>One round, in milliseconds of CPU for each sign-in.</summary>
/// <param name="All">Everything of one sign-in: its requests, and what workers did for it.</param>
/// <param name="Hash">The bare comparison of one password hash, around this round.</param>
internal sealed record SignInRound(double All, double Hash)
{
    public double Beside => All - Hash;
}

/// <summary>What a sign-in costs the provider's process: medians of the rounds.</summary>
/// <param name="Requests">How many requests a sign-in is, from the app's first redirect to the tokens.</param>
internal sealed record SignInCost(IReadOnlyList<SignInRound> Rounds, double Requests, int SignIns)
{
    public double All => Median(round => round.All);

    public double Hash => Median(round => round.Hash);

    /// <summary>What is left beside the password hash. 25 ms is the most it may be.</summary>
    public double Beside => Median(round => round.Beside);

    /// <summary>
    /// The same between the least of all and the least hash: on a machine that others use as well, what it costs when they leave it alone. The hash fits a
    /// core's own cache and hardly notices them, the rest does.
    /// </summary>
    public double LeastBeside => Rounds.Min(round => round.All) - Rounds.Min(round => round.Hash);

    public string ToJson() => JsonSerializer.Serialize(new
    {
        cpu_ms = Round(All),
        hash_cpu_ms = Round(Hash),
        cpu_beside_hash_ms = Round(Beside),
        beside_to_hash = Round(Beside / Hash),
        requests = Requests,
        least_cpu_beside_hash_ms = Round(LeastBeside),
    });

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        One sign-in with a password and a texted code, {Requests:0} requests, median of {Rounds.Count} rounds of {SignIns}:
          all of it             {All,7:0.0} ms CPU
          the bare hash         {Hash,7:0.0} ms CPU
          beside the hash       {Beside,7:0.0} ms CPU   ({Beside / Hash:0.00} of a hash; at most 25 ms)
          least minus least     {LeastBeside,7:0.0} ms CPU   (round by round: {string.Join(' ', Rounds.Select(round => Math.Round(round.Beside)))})
        """);

    private double Median(Func<SignInRound, double> of) => Rounds.Select(of).Order().ElementAt(Rounds.Count / 2);

    private static double Round(double value) => Math.Round(value, 2);
}
