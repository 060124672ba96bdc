using IdentityProvider.Protocol.Registration;

namespace IdentityProvider.Clients;

/// <summary>
/// What the developer of a client wants it to reach, and what others have approved. The client's own columns hold where the two overlap
/// (<see cref="RegisteredClient.Limit"/>); nothing that a developer sends is ever written there directly.
/// </summary>
public sealed class ClientReach
{
    public ClientReach(string clientId, Reach wanted, Reach approved, DateTimeOffset now) =>
        (ClientId, Wanted, Approved, AskedAt) = (clientId, wanted, approved, now);

    public string ClientId { get; private init; }

    public Reach Wanted { get; private set; }

    public Reach Approved { get; private set; }

    /// <summary>When the wish was last changed.</summary>
    public DateTimeOffset AskedAt { get; private set; }

    /// <summary>Whether it waits for somebody: more is wanted than was approved.</summary>
    public bool IsWaiting => !Wanted.IsWithin(Approved);

    public Reach Effective => Wanted.And(Approved);

    public void Want(Reach wanted, DateTimeOffset now)
    {
        if (!wanted.Equals(Wanted))
        {
            (Wanted, AskedAt) = (wanted, now);
        }
    }

    public void Approve(Reach approved) => Approved = approved;

    // For EF, which fills the rest.
    private ClientReach() => (ClientId, Wanted, Approved) = ("", Reach.Nothing, Reach.Nothing);
}
