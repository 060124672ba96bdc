using IdentityProvider.SignIn.PhoneReset;
using IdentityProvider.SignIn.Steps.Code;
using IdentityProvider.SignIn.Steps.ConfirmFactor;
using IdentityProvider.SignIn.Steps.CreatePasskey;
using IdentityProvider.SignIn.Steps.Passkey;
using IdentityProvider.SignIn.Steps.Password;
using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace IdentityProvider.SignIn;

public static class SignInRegistration
{
    public static IHostApplicationBuilder AddSignIn(this IHostApplicationBuilder builder)
    {
        foreach (var step in SignInSteps.InOrder)
        {
            builder.Services.AddScoped(typeof(ISignInStep), step);
        }

        builder.Services.AddScoped<SignInPipeline>();
        builder.Services.AddScoped<SignInAttempts>();
        builder.Services.AddScoped<SignInTurns>();
        builder.Services.AddScoped<UsersOnFile>();
        builder.Services.AddScoped<CodesForTrouble>();
        builder.Services.AddScoped<SignInWays>();
        builder.Services.AddScoped<SignInCodes>();
        builder.Services.AddScoped<SignInNotices>();
        builder.Services.AddScoped<GivenUpSignIns>();
        builder.Services.AddHostedService<GivenUpWorker>();
        builder.Services.AddScoped<SignInTrust>();
        builder.Services.AddScoped<CopiedBrowsers>();
        builder.Services.AddScoped<SignInEnding>();
        builder.Services.AddScoped<SignInFlow>();
        builder.Services.AddScoped<KeptForms>();
        builder.Services.AddScoped<SignInDoor>();
        builder.Services.AddScoped<ILanguageSource, SignInLanguage>();
        builder.Services.AddSweep<SignInSweep>();
        builder.Services.AddScoped<WaySwitch>();
        builder.Services.AddScoped<TypedWays>();
        builder.Services.AddScoped<TypedWayNotes>();
        builder.Services.AddScoped<TypedPages>();
        builder.Services.AddScoped<TypedSentences>();
        builder.Services.AddScoped<AppSetUp>();
        builder.Services.AddScoped<CodesKept>();
        builder.Services.AddScoped<RemovalNotices>();
        builder.Services.AddScoped<FactorRemoval>();
        builder.Services.AddScoped<PasskeyRemoval>();
        builder.Services.AddScoped<EveryFactorRemoval>();
        builder.Services.AddScoped<PasswordProof>();
        builder.Services.AddScoped<PasswordReset>();
        builder.Services.AddScoped<LostEverything>();
        builder.Services.AddScoped<PasskeyProof>();
        builder.Services.AddScoped<PasskeySetUp>();
        builder.Services.AddScoped<FactorSetUp>();
        builder.Services.AddScoped<CodeSentences>();
        AddPhoneResets(builder.Services);
        AddSessionChecks(builder.Services);
        return builder;
    }

    private static void AddPhoneResets(IServiceCollection services)
    {
        services.AddScoped<PhonesOnFile>();
        services.AddScoped<PhoneReplacement>();
        services.AddScoped<TextReplies>();
        services.AddScoped<PhoneResetAsking>();
        services.AddScoped<PhoneResetLetters>();
        services.AddScoped<PhoneResetUse>();
        services.AddScoped<PhoneResetLapses>();
        services.AddHostedService<PhoneResetLapseWorker>();
    }

    private static void AddSessionChecks(IServiceCollection services)
    {
        services.AddAuthentication(SessionAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, _ => { });
        services.AddAuthorization();
        services.AddScoped<IAuthorizationHandler, SignedInHandler>();
        services.AddScoped<IAuthorizationMiddlewareResultHandler, SignInChallenge>();
        services.Configure<MvcOptions>(mvc => mvc.Filters.Add<StillSignedInFilter>());
    }
}
