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
        builder.Services.AddScoped<PhonesOnFile>();
        builder.Services.AddScoped<PhoneReplacement>();
        builder.Services.AddScoped<TextReplies>();
        builder.Services.AddScoped<PhoneResetAsking>();
        builder.Services.AddScoped<PhoneResetLetters>();
        builder.Services.AddScoped<PhoneResetUse>();
        builder.Services.AddScoped<PhoneResetLapses>();
        builder.Services.AddHostedService<PhoneResetLapseWorker>();
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

        builder.Services.AddAuthentication(SessionAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, _ => { });
        builder.Services.AddAuthorization();
        builder.Services.AddScoped<IAuthorizationHandler, SignedInHandler>();
        builder.Services.AddScoped<IAuthorizationMiddlewareResultHandler, SignInChallenge>();
        builder.Services.Configure<MvcOptions>(mvc => mvc.Filters.Add<StillSignedInFilter>());
        return builder;
    }
}
