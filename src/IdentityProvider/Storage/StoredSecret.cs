using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Storage;

/// <summary>The settings that may be kept in the database: what we show to those who carry our messages.</summary>
public enum ProviderSecret
{
    SendGridApiKey,
    SmtpPassword,
    VonagePrivateKey,
    VonageSignatureSecret,
}

/// <summary>One of them, encrypted. A value moved to another row does not decrypt there.</summary>
public sealed class StoredSecret
{
    public StoredSecret(ProviderSecret name, string value, ValueCipher cipher, DateTimeOffset now) =>
        (Name, Value, SetAt) = (name, cipher.Encrypt(PurposeOf(name), value), now);

    public ProviderSecret Name { get; private init; }

    public byte[] Value { get; private init; }

    public DateTimeOffset SetAt { get; private init; }

    /// <summary>The setting it stands for, as the configuration names it.</summary>
    public static string SettingOf(ProviderSecret name) => name switch
    {
        ProviderSecret.SendGridApiKey => "Delivery:SendGrid:ApiKey",
        ProviderSecret.SmtpPassword => "Delivery:Smtp:Password",
        ProviderSecret.VonagePrivateKey => "Delivery:Vonage:PrivateKey",
        ProviderSecret.VonageSignatureSecret => "Delivery:Vonage:SignatureSecret",
    };

    internal static string PurposeOf(ProviderSecret name) => $"setting:{name}";

    // For EF, which fills the rest.
    private StoredSecret() => Value = [];
}

internal sealed class StoredSecretMapping : IEntityTypeConfiguration<StoredSecret>
{
    public void Configure(EntityTypeBuilder<StoredSecret> secret)
    {
        secret.ToTable("stored_secrets");
        secret.HasKey(s => s.Name);
    }
}
