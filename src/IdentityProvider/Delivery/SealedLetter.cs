using System.Text.Json;
using IdentityProvider.Storage;

namespace IdentityProvider.Delivery;

/// <summary>A letter as it is stored: encrypted, found by hash, shown masked.</summary>
public sealed record SealedLetter(byte[] Destination, byte[] DestinationHash, string DestinationMasked, byte[] Payload)
{
    private const string DestinationPurpose = "outbox.destination";
    private const string PayloadPurpose = "outbox.payload";

    public static SealedLetter Seal(Letter letter, ValueCipher cipher) => new(
        cipher.Encrypt(DestinationPurpose, letter.Destination),
        cipher.KeyedHash(DestinationPurpose, letter.Destination),
        MaskedDestination.Of(letter.Channel, letter.Destination),
        cipher.Encrypt(PayloadPurpose, JsonSerializer.SerializeToUtf8Bytes(letter with { Destination = "" })));

    /// <summary>The letter in a message that has not been sent or given up.</summary>
    /// <exception cref="InvalidOperationException">The message is finished: its payload is gone.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key it was sealed with is not listed any more.</exception>
    public static Letter Open(OutboxMessage message, ValueCipher cipher)
    {
        var payload = message.Payload ?? throw new InvalidOperationException("The message is finished; its payload is gone.");
        var letter = JsonSerializer.Deserialize<Letter>(cipher.Decrypt(PayloadPurpose, payload))!;
        return letter with { Destination = cipher.DecryptText(DestinationPurpose, message.Destination) };
    }
}
