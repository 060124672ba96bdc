using IdentityProvider.Protocol.Jose;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

public static class ConnectRegistration
{
    public static IHostApplicationBuilder AddConnect(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<DpopOptions>()
            .BindConfiguration(DpopOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<DpopNonces>();
        builder.Services.AddSingleton<DpopProofs>();
        builder.Services.AddSingleton<Discovery>();
        builder.Services.AddScoped<ClientAssertions>();
        builder.Services.AddScoped<ClientRefusals>();
        builder.Services.AddScoped<ClientAuthentication>();
        builder.Services.AddScoped<AuthorizeRequests>();
        builder.Services.AddScoped<IdTokenHints>();
        foreach (var step in AuthorizeSteps.InOrder)
        {
            builder.Services.AddScoped(typeof(IAuthorizeStep), step);
        }

        builder.Services.AddScoped<AuthorizeSteps>();
        builder.Services.AddScoped<AuthorizeQuestions>();
        builder.Services.AddScoped<DeviceQuestions>();
        builder.Services.AddScoped<DeviceDecisions>();
        builder.Services.AddScoped<ILanguageSource, PendingLanguage>();
        builder.Services.AddSingleton<ScopeWords>();
        builder.Services.AddSingleton<FhirServers>();
        builder.Services.AddScoped<EhrCalls>();
        builder.Services.AddScoped<PreparedLaunches>();
        builder.Services.AddScoped<CodeIssuing>();
        builder.Services.AddSingleton<AuthorizeReply>();
        builder.Services.AddScoped<AuthorizeAnswer>();
        builder.Services.AddScoped<TokenAudiences>();
        builder.Services.AddScoped<PushedKeys>();
        builder.Services.AddScoped<AuthorizeTargets>();
        builder.Services.AddScoped<TokenIssuer>();
        builder.Services.AddScoped<LiveTokens>();
        builder.Services.AddScoped<PresentedTokens>();
        builder.Services.AddScoped<IGrantExchange, CodeExchange>();
        builder.Services.AddScoped<IGrantExchange, RefreshExchange>();
        builder.Services.AddScoped<IGrantExchange, ClientCredentialsExchange>();
        builder.Services.AddScoped<RefusedRefreshes>();
        builder.Services.AddScoped<TheftNotice>();
        builder.Services.AddScoped<IntrospectionCaller>();
        builder.Services.AddScoped<Introspection>();
        builder.Services.AddScoped<Revocation>();
        builder.Services.AddScoped<IGrantExchange, DeviceExchange>();
        builder.Services.AddScoped<LogoutRequests>();
        builder.Services.AddScoped<NewClients>();
        builder.Services.AddScoped<ManagedClients>();
        builder.Services.AddScoped<RegistrationSaving>();
        builder.Services.AddSingleton(services => new RegistrationTerms(
            services.GetRequiredService<IOptions<OutboundOptions>>().Value.AllowPrivateAddresses, SigningAlgorithm.Names));
        return builder;
    }
}
