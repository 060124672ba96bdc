using IdentityProvider.Access;
using IdentityProvider.Web;

namespace IdentityProvider.Connect;

/// <summary>On the pages between sign-in and app, the language the app asked for with ui_locales.</summary>
internal sealed class PendingLanguage(PendingAuthorizations pendings) : ILanguageSource
{
    public int Order => 1;

    public async ValueTask<string?> FindAsync(HttpContext http, CancellationToken ct) =>
        Guid.TryParse(http.Request.Query[Authorize.PendingName], out var id) && await pendings.FindAsync(id, ct) is { } pending
            ? Languages.FirstKnown(pendings.ParametersOf(pending)["ui_locales"])
            : null;
}
