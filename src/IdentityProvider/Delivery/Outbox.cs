using IdentityProvider.Storage;

namespace IdentityProvider.Delivery;

/// <summary>The only door to the messages people are owed.</summary>
public sealed class Outbox(IdpDbContext db, ValueCipher cipher, TimeProvider clock)
{
    /// <summary>
    /// Adds a message to the change tracker. The caller's save commits it together with what caused it, so a message goes out exactly when
    /// that change happened; a commit wakes the workers.
    /// </summary>
    /// <exception cref="ArgumentException">The content has no words for that channel.</exception>
    public OutboxMessage Enqueue(Letter letter)
    {
        if (!letter.Content.TravelsBy(letter.Channel))
        {
            throw new ArgumentException($"{letter.Content.Kind} does not travel by {letter.Channel}.", nameof(letter));
        }

        var message = new OutboxMessage(letter, SealedLetter.Seal(letter, cipher), clock.GetUtcNow());
        db.OutboxMessages.Add(message);
        return message;
    }
}
