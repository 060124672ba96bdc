namespace IdentityProvider.Connect;

public static class ConnectRegistration
{
    public static IHostApplicationBuilder AddConnect(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Discovery>();
        builder.Services.AddScoped<ClientAuthentication>();
        builder.Services.AddScoped<IdTokenHints>();
        builder.Services.AddScoped<AuthorizeAnswer>();
        builder.Services.AddScoped<TokenIssuer>();
        builder.Services.AddScoped<CodeExchange>();
        builder.Services.AddScoped<RefreshExchange>();
        builder.Services.AddScoped<RevocableGrants>();
        builder.Services.AddScoped<LogoutRequests>();
        builder.Services.AddScoped<SessionEnding>();
        return builder;
    }
}
