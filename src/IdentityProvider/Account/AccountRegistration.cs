using IdentityProvider.Web;

namespace IdentityProvider.Account;

public static class AccountRegistration
{
    public static IHostApplicationBuilder AddAccount(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<ILanguageSource, UserLanguage>();
        builder.Services.AddScoped<AccountVisits>();
        builder.Services.AddScoped<EmailChangeLetters>();
        builder.Services.AddScoped<EmailVerification>();
        builder.Services.AddScoped<InvitationAccepting>();
        builder.Services.AddScoped<PlaceTaking>();
        builder.Services.AddScoped<NewAccountSignIn>();
        builder.Services.AddScoped<NewPasswordRules>();
        builder.Services.AddScoped<LegacyJoining>();
        builder.Services.AddScoped<LegacyPlaces>();
        builder.Services.AddScoped<OwnFactors>();
        builder.Services.AddScoped<FactorAdding>();
        builder.Services.AddScoped<ChangeNotices>();
        builder.Services.AddScoped<EmailCodes>();
        builder.Services.AddScoped<OwnTerms>();
        builder.Services.AddScoped<SecondStepSwitch>();
        builder.Services.AddScoped<OwnSessions>();
        builder.Services.AddScoped<RememberedBrowsers>();
        builder.Services.AddScoped<ConnectedApps>();
        builder.Services.AddScoped<History>();
        builder.Services.AddScoped<PasswordChange>();
        builder.Services.AddScoped<PhoneCodes>();
        builder.Services.AddScoped<PhoneSwap>();
        builder.Services.AddScoped<PasskeyShelf>();
        builder.Services.AddScoped<LastFactor>();
        return builder;
    }
}
