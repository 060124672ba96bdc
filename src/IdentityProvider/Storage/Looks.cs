namespace IdentityProvider.Storage;

/// <summary>Something that is looked at again before a save.</summary>
/// <param name="UserId">In whose turn; null for nobody's.</param>
/// <param name="Run">Throws to stop the save.</param>
/// <param name="TakesTurn">Whether the look begins by waiting for the user's turn itself.</param>
internal sealed record Look(Guid? UserId, Func<CancellationToken, Task> Run, bool TakesTurn = false);

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

    /// <summary>Whose turns have to be waited for before these looks: everybody's, or nobody's where there is one and the first look waits for it itself.</summary>
    public static Guid[] TurnsToTake(IReadOnlyList<Look> looks, IEnumerable<Guid> users)
    {
        Guid[] turns = [.. looks.Select(look => look.UserId).OfType<Guid>().Concat(users).Distinct()];
        return turns.Length == 1 && looks is [{ TakesTurn: true }, ..] ? [] : turns;
    }

    public void ForgetOnce() => _once.Clear();

    public void ForgetAll()
    {
        _always.Clear();
        ForgetOnce();
    }
}
