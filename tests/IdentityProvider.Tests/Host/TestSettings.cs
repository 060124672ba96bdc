using IdentityProvider.Dev.Carriers;
using IdentityProvider.Tests.Architecture;

namespace IdentityProvider.Tests.Host;

/// <summary>The settings a deployment would put into its environment, as the command line takes them.</summary>
internal static class TestSettings
{
    public static string ContentRoot => Path.Combine(Repository.Root, "src/IdentityProvider");

    /// <param name="issuer">Where the provider is reached.</param>
    /// <param name="connection">Its database.</param>
    /// <param name="carriers">Settings that lead to the carriers; null for some that lead nowhere.</param>
    public static IEnumerable<string> For(Uri issuer, string connection, IEnumerable<KeyValuePair<string, string?>>? carriers = null) =>
        Values(issuer, connection).Concat(carriers ?? NoCarriers).SelectMany(setting => new[] { "--" + setting.Key, setting.Value! });

    private static IEnumerable<KeyValuePair<string, string?>> NoCarriers => CarrierCredentials.Draw(TimeProvider.System).SettingsFor(new Uri("http://127.0.0.1:9"));

    private static Dictionary<string, string?> Values(Uri issuer, string connection) => new(StringComparer.Ordinal)
    {
        ["ConnectionStrings:IdentityProvider"] = connection,
        ["Server:Issuer"] = issuer.ToString().TrimEnd('/'),
        ["MasterKeys:Current"] = "test",
        ["MasterKeys:Keys:test"] = Convert.ToBase64String(new byte[32].Select((_, i) => (byte)i).ToArray()),

        // The servers that clients register addresses at are in this process.
        ["Outbound:AllowPrivateAddresses"] = "true",

        // Nobody is asked in the middle of a test about something else.
        ["Passkeys:OfferAfter"] = "0",

        // The least the option accepts: a test run hashes hundreds of passwords.
        ["Passwords:Iterations"] = "100000",
    };
}
