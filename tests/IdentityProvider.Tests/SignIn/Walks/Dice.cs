namespace IdentityProvider.Tests.SignIn.Walks;

/// <summary>Chance that comes back: the same seed, the same walk (SplitMix64).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    public int Below(int most) => (int)(Next() % (ulong)most);

    public bool Once(int outOf) => Below(outOf) == 0;

    /// <summary>One of these, each as likely as its weight.</summary>
    public T Of<T>(params ReadOnlySpan<(int Weight, T Value)> weighted)
    {
        var sum = 0;
        foreach (var (weight, _) in weighted)
        {
            sum += weight;
        }

        var at = Below(sum);
        foreach (var (weight, value) in weighted)
        {
            if ((at -= weight) < 0)
            {
                return value;
            }
        }

        throw new InvalidOperationException("Weights add up.");
    }

    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
