namespace IdentityProvider.Storage;

/// <summary>Settings from files and from the database: a secret in an environment variable is read by every child process and every crash report.</summary>
public static class SecretSources
{
    /// <summary>Goes first: whatever else is set up reads settings.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder of the files is named and is not there.</exception>
    /// <exception cref="InvalidOperationException">Stored credentials are to be used and cannot be read.</exception>
    public static IHostApplicationBuilder AddSecretSources(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<SecretOptions>()
            .BindConfiguration(SecretOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        var options = builder.Configuration.GetSection(SecretOptions.Section).Get<SecretOptions>() ?? new SecretOptions();
        if (options.Directory.Length > 0)
        {
            builder.Configuration.AddKeyPerFile(Path.GetFullPath(options.Directory), optional: false);
        }

        if (options.Stored)
        {
            AddStored(builder.Configuration);
        }

        return builder;
    }

    // What is missing here is said by name a moment later, by those who own these settings.
    private static void AddStored(IConfigurationManager configuration)
    {
        var keys = configuration.GetSection(MasterKeyOptions.Section).Get<MasterKeyOptions>();
        if (keys?.AreComplete() is true && configuration.GetConnectionString(StorageRegistration.ConnectionName) is { } connection)
        {
            configuration.Add(new StoredSecretSource(connection, keys));
        }
    }
}
