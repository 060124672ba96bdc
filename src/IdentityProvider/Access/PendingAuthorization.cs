using IdentityProvider.Protocol;

namespace IdentityProvider.Access;

/// <summary>
/// An authorization request that waits for its user: while they sign in, or because it came as a POST, which carries no cookies.
/// It holds what was sent and no decision; everything is judged again when the browser comes back.
/// </summary>
public sealed class PendingAuthorization
{
    /// <summary>As long as a sign-in attempt lives, and a little for the way back.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(65);

    public PendingAuthorization(string clientId, string parameters, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (ClientId, Parameters, CreatedAt, ExpiresAt) = (clientId, parameters, now, now + Lifetime);
    }

    /// <summary>Stands in a URL. It opens no more than the request it names would: whoever has it still has to sign in.</summary>
    public Guid Id { get; private init; }

    public string ClientId { get; private init; }

    /// <summary>The request, sealed (<see cref="PendingAuthorizations.ParametersOf"/>), with the parameters this server knows.</summary>
    public string Parameters { get; private init; }

    /// <summary>When the request was made: what is proven later was proven for it.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>SHA-256 of the request_uri's random part, for a request that was pushed (RFC 9126); null otherwise.</summary>
    public byte[]? PushedHash { get; init; }

    /// <summary>When a pushed request was first opened. Until then it must be opened within a minute.</summary>
    public DateTimeOffset? OpenedAt { get; private set; }

    /// <summary>When a code was issued for it: that happens once.</summary>
    public DateTimeOffset? ConsumedAt { get; private init; }

    /// <summary>Thumbprint of the key that the pushing client proved (RFC 9449 §10.1); null for none.</summary>
    public string? DpopKey { get; init; }

    /// <summary>What the user has decided about it so far, or null.</summary>
    public AuthorizeAnswers? Answers { get; private set; }

    /// <summary>The decisions, if they were made in this session: another user's do not count.</summary>
    public AuthorizeAnswers? AnswersIn(Guid sessionId) => Answers?.SessionId == sessionId ? Answers : null;

    public void Answer(AuthorizeAnswers answers) => Answers = answers;

    public bool IsLive(DateTimeOffset now) => now < ExpiresAt && ConsumedAt is null;

    /// <summary>Opens a pushed request: within its minute, or again while its user is still on the way (FAPI 2.0 §5.3.2.2, note 3).</summary>
    /// <returns>False when it comes too late.</returns>
    public bool TryOpen(DateTimeOffset now)
    {
        if (!IsLive(now) || (OpenedAt is null && now >= CreatedAt + PushedRequest.Lifetime))
        {
            return false;
        }

        OpenedAt ??= now;
        return true;
    }

    // For EF, which fills the rest.
    private PendingAuthorization() => (ClientId, Parameters) = ("", "");
}
