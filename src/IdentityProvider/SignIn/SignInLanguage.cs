using IdentityProvider.Web;

namespace IdentityProvider.SignIn;

/// <summary>On sign-in pages, the language the app asked for with ui_locales.</summary>
internal sealed class SignInLanguage(SignInAttempts attempts) : ILanguageSource
{
    public int Order => 1;

    public async ValueTask<string?> FindAsync(HttpContext http, CancellationToken ct) =>
        http.Request.Query.ContainsKey(SignInAttempts.IdName) ? (await attempts.FindAsync(http, ct))?.Demand.Language : null;
}
