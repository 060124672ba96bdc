using IdentityProvider.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace IdentityProvider.Keys;

public static class KeysRegistration
{
    public static IHostApplicationBuilder AddKeys(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<KeyOptions>()
            .BindConfiguration(KeyOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .Validate(o => o.Fit(), "Keys:PublishAhead must be shorter than Keys:SignsFor.")
            .ValidateOnStart();

        builder.Services.AddSingleton<SigningKeys>();
        builder.Services.AddSingleton<IDatabaseSignalReceiver>(services => services.GetRequiredService<SigningKeys>().Cache);
        builder.Services.AddSingleton<TokenSigner>();
        builder.Services.AddScoped<StoredSecrets>();
        builder.Services.AddHostedService<KeyRotationWorker>();
        builder.Services.AddHealthChecks().AddCheck<SigningKeyCheck>("key", tags: ["ready"]);
        AddKeyRing(builder.Services);
        return builder;
    }

    // Without this each node would make keys of its own, and a form from one would be refused by the next.
    private static void AddKeyRing(IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("identity-provider");
        services.AddOptions<KeyManagementOptions>().Configure<IServiceScopeFactory, ValueCipher, TimeProvider>((options, scopes, cipher, clock) =>
            (options.XmlRepository, options.XmlEncryptor) = (new DataProtectionKeys(scopes, clock), new KeyRingEncryptor(cipher)));
    }
}
