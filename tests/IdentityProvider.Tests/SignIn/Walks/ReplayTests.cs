using IdentityProvider.Tests.SignIn.Walks.Http;

namespace IdentityProvider.Tests.SignIn.Walks;

/// <summary>
/// The same walks over HTTP and PostgreSQL, so that what the pure ground does in the place of pages and tables is not all that was walked on.
/// Two hosts share the five hundred: each has a clock of its own, and a walk moves it.
/// </summary>
public class ReplayTests(WalkHost idp) : ReplayedWalks(idp)
{
    [Fact]
    public Task Over_http_nobody_gets_in_whom_the_rules_refuse_and_nobody_is_stranded() => ReplayAsync(half: 0);
}

/// <inheritdoc cref="ReplayTests"/>
public class MoreReplayTests(WalkHost idp) : ReplayedWalks(idp)
{
    [Fact]
    public Task Over_http_nobody_gets_in_whom_the_rules_refuse_and_nobody_is_stranded_either() => ReplayAsync(half: 1);
}

/// <summary>Half of the walks that are replayed.</summary>
public abstract class ReplayedWalks(WalkHost idp) : IClassFixture<WalkHost>
{
    private const ulong FirstSeed = 20260302;
    private const int Walks = 500;

    protected async Task ReplayAsync(int half)
    {
        using var staffApp = await idp.Given.AppAsync(idp.Issuer, client => client.ServesPatients = false);
        for (var at = half; at < Walks; at += 2)
        {
            var seed = FirstSeed + (ulong)at;
            var moves = Moves.Draw(seed, 6 + (at % 9));
            idp.Change(Cast.Servers[0]);
            using var ground = new HttpGround(idp, staffApp, await HttpCast.MakeAsync(idp));
            if (await Walk.TakeAsync(ground, moves, tells: true) is { } refusal)
            {
                Assert.Fail($"Seed {seed}: {refusal.Complaint}\n{string.Join('\n', moves)}\n\n{string.Join('\n', refusal.Deeds)}");
            }
        }
    }
}
