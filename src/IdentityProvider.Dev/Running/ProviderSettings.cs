using System.Security.Cryptography;
using IdentityProvider.Dev.Carriers;

namespace IdentityProvider.Dev.Running;

/// <summary>What the provider is told when the Dev project hosts it, as command line arguments: they win over everything else.</summary>
internal static class ProviderSettings
{
    /// <summary>Development, unless this machine says otherwise.</summary>
    public static string EnvironmentName =>
        Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environments.Development;

    /// <summary>The database of whoever runs this; null for the private one.</summary>
    public static string? ConfiguredConnection => Environment.GetEnvironmentVariable("ConnectionStrings__IdentityProvider");

    public static string[] Arguments(Ports ports, string connectionString, string masterKey, CarrierSimulators? carriers) =>
    [
        "--environment", EnvironmentName,
        "--contentRoot", Path.Combine(Checkout.Find().Root, "src", "IdentityProvider"),
        "--urls", ports.Issuer,
        .. AsArguments(
        [
            new("ConnectionStrings:IdentityProvider", connectionString),
            new("Server:Issuer", ports.Issuer),

            // The sample apps run on this machine, and so do their keys.
            new("Outbound:AllowPrivateAddresses", "true"),
            .. Offers(),
            .. MasterKeys(masterKey),
            .. carriers?.Settings ?? CarrierCredentials.Draw(TimeProvider.System).SettingsFor(new Uri("http://127.0.0.1:9")),
            .. Quiet(),
        ]),
    ];

    /// <summary>A provider of its own on a database that is thrown away, whatever this machine has configured.</summary>
    public static string[] Clean(string issuer, string connectionString, CarrierSimulators carriers) =>
    [
        "--environment", Environments.Development,
        "--contentRoot", Path.Combine(Checkout.Find().Root, "src", "IdentityProvider"),
        "--urls", issuer,
        .. AsArguments(
        [
            new("ConnectionStrings:IdentityProvider", connectionString),
            new("Server:Issuer", issuer),
            new("MasterKeys:Current", "throwaway"),
            new("MasterKeys:Keys:throwaway", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))),
            new("Passkeys:OfferAfter", "0"),
            .. carriers.Settings,
            .. Quiet(),
        ]),
    ];

    public static IEnumerable<string> AsArguments(IEnumerable<KeyValuePair<string, string?>> settings) =>
        settings.Select(setting => $"--{setting.Key}={setting.Value}");

    /// <summary>On this terminal only what needs a look.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Quiet() =>
    [
        new("Logging:LogLevel:Default", "Warning"),
        new("Logging:LogLevel:Microsoft.AspNetCore.DataProtection", "Error"),

        // The first migration asks for a table that is not there yet; what fails elsewhere is logged by whoever asked.
        new("Logging:LogLevel:Microsoft.EntityFrameworkCore.Database", "Critical"),
    ];

    // The demo's people sign in all day; scripts that do it for them would be stopped by a question. Passkeys__OfferAfter brings it back.
    private static IEnumerable<KeyValuePair<string, string?>> Offers() =>
        Environment.GetEnvironmentVariable("Passkeys__OfferAfter") is null ? [new("Passkeys:OfferAfter", "0")] : [];

    // Somebody's own database is encrypted with somebody's own keys.
    private static IEnumerable<KeyValuePair<string, string?>> MasterKeys(string masterKey) =>
        Environment.GetEnvironmentVariable("MasterKeys__Current") is null
            ? [new("MasterKeys:Current", "dev"), new("MasterKeys:Keys:dev", masterKey)]
            : [];
}
