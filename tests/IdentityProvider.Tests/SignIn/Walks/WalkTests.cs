using IdentityProvider.Tests.SignIn.Walks.Pure;

namespace IdentityProvider.Tests.SignIn.Walks;

/// <summary>
/// Walks through sign-in, drawn by chance: in no order of steps, tabs, changed rules and moved clocks does anybody get in whom the rules
/// refuse, and nobody is left without a way on. Another rule taken away each time, the same model finds it.
/// </summary>
public class WalkTests
{
    private const ulong FirstSeed = 20260302;
    private const int Walks = 100_000;

    /// <summary>Walks for a rule that was taken away: most are found within a few hundred.</summary>
    private const int WalksPerRemoval = 20_000;

    public static TheoryData<string> Removals => [.. Enum.GetNames<Removal>().Where(name => name != nameof(Removal.Nothing))];

    [Fact]
    public async Task Nobody_gets_in_whom_the_rules_refuse_and_nobody_is_stranded()
    {
        if (await FirstRefusedAsync(Removal.Nothing, Walks) is { } seed)
        {
            Assert.Fail(await TellAsync(seed, Removal.Nothing));
        }
    }

    [Theory, MemberData(nameof(Removals))]
    public async Task Without_one_rule_somebody_does(string removal) =>
        Assert.NotNull(await FirstRefusedAsync(Enum.Parse<Removal>(removal), WalksPerRemoval));

    private static async Task<ulong?> FirstRefusedAsync(Removal removed, int walks)
    {
        var refused = ulong.MaxValue;
        await Parallel.ForEachAsync(Enumerable.Range(0, walks), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (at, _) =>
        {
            var seed = FirstSeed + (ulong)at;
            if (Interlocked.Read(ref refused) == ulong.MaxValue && await Walk.TakeAsync(new PureGround(removed), Moves.DrawFor(seed)) is not null)
            {
                Interlocked.CompareExchange(ref refused, seed, ulong.MaxValue);
            }
        });
        return refused == ulong.MaxValue ? null : refused;
    }

    private static async Task<string> TellAsync(ulong seed, Removal removed)
    {
        var moves = await Shrinking.ShrinkAsync(Moves.DrawFor(seed), async moves => await Walk.TakeAsync(new PureGround(removed), moves) is not null);
        var refusal = await Walk.TakeAsync(new PureGround(removed), moves, tells: true);
        return $"Seed {seed}: {refusal!.Complaint}\n{string.Join('\n', moves)}\n\n{string.Join('\n', refusal.Deeds)}";
    }
}
