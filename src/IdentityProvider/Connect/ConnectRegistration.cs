using IdentityProvider.Web;

namespace IdentityProvider.Connect;

public static class ConnectRegistration
{
    public static IHostApplicationBuilder AddConnect(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Discovery>();
        builder.Services.AddScoped<ClientAssertions>();
        builder.Services.AddScoped<ClientAuthentication>();
        builder.Services.AddScoped<AuthorizeRequests>();
        builder.Services.AddScoped<IdTokenHints>();
        foreach (var step in AuthorizeSteps.InOrder)
        {
            builder.Services.AddScoped(typeof(IAuthorizeStep), step);
        }

        builder.Services.AddScoped<AuthorizeSteps>();
        builder.Services.AddScoped<AuthorizeQuestions>();
        builder.Services.AddScoped<ILanguageSource, PendingLanguage>();
        builder.Services.AddSingleton<ScopeWords>();
        builder.Services.AddSingleton<FhirServers>();
        builder.Services.AddScoped<EhrCalls>();
        builder.Services.AddScoped<PreparedLaunches>();
        builder.Services.AddScoped<CodeIssuing>();
        builder.Services.AddSingleton<AuthorizeReply>();
        builder.Services.AddScoped<AuthorizeAnswer>();
        builder.Services.AddScoped<TokenIssuer>();
        builder.Services.AddScoped<IGrantExchange, CodeExchange>();
        builder.Services.AddScoped<IGrantExchange, RefreshExchange>();
        builder.Services.AddScoped<RevocableGrants>();
        builder.Services.AddScoped<LogoutRequests>();
        return builder;
    }
}
