using System.ComponentModel.DataAnnotations;

namespace IdentityProvider.Storage;

/// <summary>Section "Secrets".</summary>
public sealed class SecretFileOptions
{
    public const string Section = "Secrets";

    /// <summary>
    /// A folder with one file for each secret, as container platforms mount them, for example /run/secrets. A file is named as the environment variable would be
    /// (Delivery__Vonage__PrivateKey), holds the value alone, and wins over every other source. Empty: none.
    /// </summary>
    [MaxLength(4096)]
    public string Directory { get; set; } = "";
}

/// <summary>Settings from files: a secret in an environment variable is read by every child process and every crash report.</summary>
public static class SecretFiles
{
    /// <summary>Goes first: whatever else is set up reads settings.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder is named and is not there.</exception>
    public static IHostApplicationBuilder AddSecretFiles(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<SecretFileOptions>()
            .BindConfiguration(SecretFileOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        if (builder.Configuration.GetSection(SecretFileOptions.Section).Get<SecretFileOptions>() is { Directory.Length: > 0 } options)
        {
            builder.Configuration.AddKeyPerFile(Path.GetFullPath(options.Directory), optional: false);
        }

        return builder;
    }
}
