using System.Diagnostics;
using IdentityProvider.Delivery;

namespace IdentityProvider.Dev.Bench;

/// <summary>Codes written at a fixed rate, however long each takes: a slow one does not spare the next one its wait.</summary>
internal sealed class SendingSchedule(BenchPost post, Channel channel, int perSecond)
{
    public Task<IReadOnlyList<BenchPost.Sent>> RunAsync(TimeSpan length, CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        return RunAsync(() => Stopwatch.GetElapsedTime(since) < length, ct);
    }

    /// <returns>What was written, once all of it is saved.</returns>
    public async Task<IReadOnlyList<BenchPost.Sent>> RunAsync(Func<bool> goesOn, CancellationToken ct)
    {
        var (since, saves) = (Stopwatch.GetTimestamp(), new List<Task<IReadOnlyList<BenchPost.Sent>>>());
        while (goesOn())
        {
            saves.Add(post.SendAsync(channel, BenchPost.Code, 1, ct));
            var wait = TimeSpan.FromSeconds((double)saves.Count / perSecond) - Stopwatch.GetElapsedTime(since);
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, TimeProvider.System, ct);
        }

        return [.. (await Task.WhenAll(saves)).SelectMany(sent => sent)];
    }
}
