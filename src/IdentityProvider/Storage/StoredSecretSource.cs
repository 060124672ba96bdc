using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Npgsql;

namespace IdentityProvider.Storage;

/// <summary>Reads the stored credentials once, when the program is put together: a changed one is used after a restart, as any setting is.</summary>
internal sealed class StoredSecretSource(string connection, MasterKeyOptions keys) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(connection, new ValueCipher(Options.Create(keys)));

    private sealed class Provider(string connection, ValueCipher cipher) : ConfigurationProvider
    {
        public override void Load()
        {
            try
            {
                Data = Read();
            }
            catch (Exception exception) when (exception is NpgsqlException or CryptographicException)
            {
                throw new InvalidOperationException("Secrets:Stored is on, and the stored secrets could not be read: the database is away, not migrated yet or closed to us, or they were encrypted with another master key.", exception);
            }
        }

        private Dictionary<string, string?> Read()
        {
            using var database = NpgsqlDataSource.Create(StorageRegistration.Tuned(connection));
            using var command = database.CreateCommand("select name, value from stored_secrets");
            using var reader = command.ExecuteReader();
            var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
            while (reader.Read())
            {
                // A name that only a newer version knows is none of this one's settings.
                if (Enum.TryParse<ProviderSecret>(reader.GetString(0), out var name))
                {
                    settings[StoredSecret.SettingOf(name)] = cipher.DecryptText(StoredSecret.PurposeOf(name), reader.GetFieldValue<byte[]>(1));
                }
            }

            return settings;
        }
    }
}
