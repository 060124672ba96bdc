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

    /// <summary>How long the last keys still do while their owner's server is away.</summary>
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
        published.Last is { } last && clock.GetElapsedTime(last.FetchedAt) < LongestStale ? last.Keys : PublicKeySet.Empty;

    /// <returns>Whether there are newer keys than before.</returns>
    private async Task<bool> FetchAsync(Published published, CancellationToken ct)
    {
        // One request fetches, the others wait for it: they would all ask the same.
        var before = published.Last;
        await published.Turn.WaitAsync(ct);
        try
        {
            if (published.TriedAt is { } tried && clock.GetElapsedTime(tried) < Pause)
            {
                return published.Last != before;
            }

            var startedAt = clock.GetTimestamp();
            published.TriedAt = startedAt;
            var answer = await outbound.GetAsync(published.Url, ct);
            if (answer is OutboundAnswer.Received { Status: HttpStatusCode.OK } received && PublicKeySet.Parse(received.Body) is { } keys)
            {
                published.Last = new Fetched(keys, startedAt, Within(received.MaxAge ?? UsuallyKept));
                return true;
            }

            FetchFailed(logger, (answer as OutboundAnswer.Failed)?.Why, (answer as OutboundAnswer.Received)?.Status);
            return false;
        }
        finally
        {
            published.Turn.Release();
        }
    }

    private static TimeSpan Within(TimeSpan wanted) => wanted < Pause ? Pause : wanted > LongestKept ? LongestKept : wanted;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys of a client could not be fetched ({Why}, status {Status}); 200 means that the answer was no key set.")]
    private static partial void FetchFailed(ILogger logger, OutboundFailure? why, HttpStatusCode? status);

    private sealed record Fetched(PublicKeySet Keys, long FetchedAt, TimeSpan KeptFor);

    private sealed class Published(string url)
    {
        public string Url => url;

        public SemaphoreSlim Turn { get; } = new(1, 1);

        public volatile Fetched? Last;

        /// <summary>Read and written by whoever has the turn.</summary>
        public long? TriedAt { get; set; }
    }
}
