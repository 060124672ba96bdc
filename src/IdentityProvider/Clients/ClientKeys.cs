using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Jose;
using IdentityProvider.Web;

namespace IdentityProvider.Clients;

/// <summary>
/// The public keys of clients: registered with them, or fetched from where they publish them (OpenID Connect Core §10.1). What was
/// fetched is kept in this node's memory as long as its owner allows, within limits.
/// </summary>
public sealed partial class ClientKeys(OutboundHttp outbound, TimeProvider clock, ILogger<ClientKeys> logger)
{
    // How long keys are kept whose owner says nothing of it, and the limits for what the owner says: a key taken away shall not work
    // here for hours, and a client with many requests shall not fetch at each.
    private static readonly TimeSpan UsuallyKept = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestKept = TimeSpan.FromHours(1);

    /// <summary>Between two fetches for a client, whatever comes of them: an unknown <c>kid</c> costs nothing to send.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>How long the last keys still do while their owner's server is away, when the owner has set no limit.</summary>
    private static readonly TimeSpan LongestStale = TimeSpan.FromHours(12);

    private readonly ConditionalWeakTable<Client, PublicKeySet> _registered = [];
    private readonly ConcurrentDictionary<string, Published> _published = new(StringComparer.Ordinal);

    /// <summary>Whether a key of the client made the signature. A key that we have not seen yet is looked for where the client publishes them.</summary>
    public async Task<SignatureCheck> CheckAsync(Client client, SignedJwt jwt, CancellationToken ct)
    {
        if (client.JwksUri is not { } url)
        {
            return jwt.Check(_registered.GetValue(client, known => known.Jwks is null ? PublicKeySet.Empty : PublicKeySet.Parse(known.Jwks) ?? PublicKeySet.Empty));
        }

        // One entry per client: when its URL changes, the old one's keys are forgotten.
        var published = _published.AddOrUpdate(client.Id, _ => new Published(url), (_, known) => known.Url == url ? known : new Published(url));
        if (!IsFresh(published))
        {
            await FetchAsync(published, ct);
        }

        var check = jwt.Check(UsableOf(published));
        return check == SignatureCheck.NoSuchKey && await FetchAsync(published, ct) ? jwt.Check(UsableOf(published)) : check;
    }

    private bool IsFresh(Published published) => published.Last is { } last && clock.GetElapsedTime(last.FetchedAt) < last.KeptFor;

    private PublicKeySet UsableOf(Published published) =>
        published.Last is { } last && clock.GetElapsedTime(last.FetchedAt) < last.UsableFor ? last.Keys : PublicKeySet.Empty;

    /// <summary>One fetch at a time, for all who wait: they would all ask the same. It belongs to none of them, so none can break it off.</summary>
    /// <returns>Whether there are newer keys than before.</returns>
    private Task<bool> FetchAsync(Published published, CancellationToken ct)
    {
        lock (published.Gate)
        {
            if (published.Running is not { IsCompleted: false })
            {
                if (published.TriedAt is { } tried && clock.GetElapsedTime(tried) < Pause)
                {
                    return Task.FromResult(false);
                }

                published.Running = FetchAsync(published);
            }

            return published.Running.WaitAsync(ct);
        }
    }

    private async Task<bool> FetchAsync(Published published)
    {
        var startedAt = clock.GetTimestamp();
        try
        {
            var answer = await outbound.GetAsync(published.Url, CancellationToken.None);
            if (answer is OutboundAnswer.Received { Status: HttpStatusCode.OK } received && PublicKeySet.Parse(received.Body) is { } keys)
            {
                var kept = Within(received.MaxAge ?? UsuallyKept);

                // SMART App Launch 2.2 §asymmetric: keys are not kept for longer than their owner says, whatever happens to its server; but for a minute
                // in any case, or a client with many requests would fetch at each.
                published.Last = new Fetched(keys, startedAt, kept, received.MaxAge is null ? LongestStale : kept);
                return true;
            }

            FetchFailed(logger, (answer as OutboundAnswer.Failed)?.Why, (answer as OutboundAnswer.Received)?.Status);
            return false;
        }
        finally
        {
            // Also after a failure that nobody foresaw: else each request would call again, without the pause.
            published.TriedAt = clock.GetTimestamp();
        }
    }

    private static TimeSpan Within(TimeSpan wanted) => wanted < Pause ? Pause : wanted > LongestKept ? LongestKept : wanted;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys of a client could not be fetched ({Why}, status {Status}); 200 means that the answer was no key set.")]
    private static partial void FetchFailed(ILogger logger, OutboundFailure? why, HttpStatusCode? status);

    private sealed record Fetched(PublicKeySet Keys, long FetchedAt, TimeSpan KeptFor, TimeSpan UsableFor);

    private sealed class Published(string url)
    {
        public string Url => url;

        /// <summary>Held to look at the fetch that runs, and to begin one.</summary>
        public Lock Gate { get; } = new();

        public volatile Fetched? Last;

        public Task<bool>? Running { get; set; }

        /// <summary>When the last fetch ended. Written by the fetch, read when none runs.</summary>
        public long? TriedAt { get; set; }
    }
}
