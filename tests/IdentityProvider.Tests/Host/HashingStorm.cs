using System.Threading.RateLimiting;
using IdentityProvider.Limits;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Host;

/// <summary>So many passwords are being hashed that nobody else gets a turn, until this is disposed.</summary>
internal sealed class HashingStorm : IAsyncDisposable
{
    private readonly List<Task<RateLimitLease>> _turns = [];

    private HashingStorm()
    {
    }

    public static async Task<HashingStorm> BeginAsync(IdpHost idp)
    {
        var (storm, turns) = (new HashingStorm(), idp.Services.GetRequiredService<HashingTurns>());
        for (var refused = false; !refused;)
        {
            var turn = turns.TakeAsync(TestContext.Current.CancellationToken).AsTask();
            refused = turn.IsCompleted && !(await turn).IsAcquired;
            storm._turns.Add(turn);
        }

        return storm;
    }

    public async ValueTask DisposeAsync()
    {
        // In the order in which they wait: each one that ends lets the next one in.
        foreach (var turn in _turns)
        {
            (await turn).Dispose();
        }
    }
}
