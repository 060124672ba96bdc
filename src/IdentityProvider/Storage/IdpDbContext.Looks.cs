namespace IdentityProvider.Storage;

/// <summary>What is looked at again right before a save, in the same transaction.</summary>
public sealed partial class IdpDbContext
{
    private readonly Looks _looks = new();

    /// <summary>
    /// Has something looked at again in the transaction of the next save, right before it: what another request may have changed since it was read.
    /// A look that locks a row holds it until the save is committed; one that throws stops the save.
    /// </summary>
    public void LookBeforeSaving(Func<CancellationToken, Task> look) => _looks.AddOnce(new Look(UserId: null, look));

    /// <summary>
    /// The same in a user's turn (AccountTurns). The turns of everybody whom a save is about are waited for before the first look, in one
    /// order: two requests that waited for each other would both fail.
    /// </summary>
    /// <param name="userId">Whose turn it is.</param>
    /// <param name="look">Throws to stop the save.</param>
    /// <param name="takesTurn">Whether the look begins by waiting for that turn itself: then nothing else has to, where no other user is concerned.</param>
    public void LookBeforeSaving(Guid userId, Func<CancellationToken, Task> look, bool takesTurn = false) => _looks.AddOnce(new Look(userId, look, takesTurn));

    /// <summary>The same before every save of this request, the one that is tried again included: what the request was let in on.</summary>
    public void LookBeforeEverySave(Guid userId, Func<CancellationToken, Task> look) => _looks.AddAlways(new Look(userId, look));

    /// <summary>Looks now at what is looked at before every save, and waits for nobody: for what a request shows, or does, before it saves.</summary>
    public Task LookNowAsync(CancellationToken ct) => RunAsync(_looks.Always, ct);

    /// <summary>Forgets what was read, changed and to be looked at for a save that failed: the change is made once more, from fresh rows.</summary>
    public void StartOver()
    {
        ChangeTracker.Clear();
        _looks.ForgetOnce();
    }

    // A request that ends without saving leaves no look behind: its context may be lent to another one.
    public override void Dispose()
    {
        _looks.ForgetAll();
        base.Dispose();
    }

    public override ValueTask DisposeAsync()
    {
        _looks.ForgetAll();
        return base.DisposeAsync();
    }

    private static async Task RunAsync(IReadOnlyList<Look> looks, CancellationToken ct)
    {
        foreach (var look in looks)
        {
            await look.Run(ct);
        }
    }
}
