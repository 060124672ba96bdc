namespace IdentityProvider.Factors;

/// <summary>What a user has set up, as read at one moment.</summary>
/// <param name="All">Every factor not removed, disabled ones included, oldest first.</param>
public sealed record FactorsOnFile(IReadOnlyList<Factor> All)
{
    /// <summary>Whether there is any factor at all. A disabled one counts: it never leads back to the set-up step.</summary>
    public bool Any => All.Count > 0;

    public IEnumerable<Factor> Usable => All.Where(f => f.IsUsable);

    /// <summary>The methods that can be proven now.</summary>
    public IReadOnlySet<Method> Methods => Usable.SelectMany(f => f.Methods).ToHashSet();

    /// <summary>The factor that a method proves; the newest, when there are several. Null when there is none that can be used.</summary>
    public Factor? For(Method method) => Usable.LastOrDefault(f => f.Methods.Contains(method));
}
