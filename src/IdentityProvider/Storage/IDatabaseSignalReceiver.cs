namespace IdentityProvider.Storage;

/// <summary>Something on this node that waits for a PostgreSQL NOTIFY. Both methods return at once and never throw.</summary>
public interface IDatabaseSignalReceiver
{
    string Channel { get; }

    /// <summary>A NOTIFY came.</summary>
    void Received(string payload);

    /// <summary>For a while nobody listened: anything may have been said. Also called once when listening begins.</summary>
    void Missed();
}
