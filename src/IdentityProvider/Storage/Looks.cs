namespace IdentityProvider.Storage;

/// <summary>Something that is looked at again before a save.</summary>
/// <param name="UserId">In whose turn; null for nobody's.</param>
/// <param name="Run">Throws to stop the save.</param>
internal sealed record Look(Guid? UserId, Func<CancellationToken, Task> Run);

/// <summary>What a context looks at again: before its next save, and before every one of the request it is lent to.</summary>
internal sealed class Looks
{
    private readonly List<Look> _always = [];
    private readonly List<Look> _once = [];

    /// <summary>Those of every save.</summary>
    public IReadOnlyList<Look> Always => _always;

    public bool Any => _always.Count + _once.Count > 0;

    public void AddOnce(Look look) => _once.Add(look);

    public void AddAlways(Look look) => _always.Add(look);

    /// <summary>Those of the next save; from then on those of one save are gone.</summary>
    public IReadOnlyList<Look> Take()
    {
        IReadOnlyList<Look> taken = [.. _always, .. _once];
        ForgetOnce();
        return taken;
    }

    public void ForgetOnce() => _once.Clear();

    public void ForgetAll()
    {
        _always.Clear();
        ForgetOnce();
    }
}
