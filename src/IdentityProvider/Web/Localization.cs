using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Web;

/// <summary>A slice that may know the language of the person behind a request: the attempt's, or the user's own.</summary>
public interface ILanguageSource
{
    /// <summary>Lower is asked first.</summary>
    int Order { get; }

    /// <summary>One of <see cref="Languages.All"/>, or null to let the next one answer.</summary>
    ValueTask<string?> FindAsync(HttpContext http, CancellationToken ct);
}

/// <summary>
/// Which language a page is in: what the link asks for, what the person chose on this browser, what the app or the user's own
/// setting says (<see cref="ILanguageSource"/>), what the browser prefers, English.
/// </summary>
public static class Localization
{
    private static readonly TimeSpan ChoiceIsKept = TimeSpan.FromDays(365);

    public static void AddPageLocalization(this IServiceCollection services)
    {
        services.AddLocalization();
        services.Configure<RequestLocalizationOptions>(options =>
        {
            var cultures = Languages.All.Select(Languages.CultureOf).ToList();
            options.SupportedCultures = cultures;
            options.SupportedUICultures = cultures;
            options.DefaultRequestCulture = new RequestCulture(cultures[0]);
            options.FallBackToParentCultures = true;
            options.RequestCultureProviders =
            [
                new CustomRequestCultureProvider(AskedByLink),
                new CustomRequestCultureProvider(Chosen),
                new CustomRequestCultureProvider(KnownBySlices),
                new CustomRequestCultureProvider(PreferredByBrowser),
            ];
        });
    }

    /// <summary>Keeps what a person chose on a page, for a year.</summary>
    /// <returns>False when the language is not one of ours.</returns>
    public static bool Choose(HttpContext http, CookieNames cookies, string language, DateTimeOffset now)
    {
        if (!Languages.All.Contains(language))
        {
            return false;
        }

        http.Response.Cookies.Append(cookies.Language, language, cookies.Options(now + ChoiceIsKept));
        return true;
    }

    private static Task<ProviderCultureResult?> Chosen(HttpContext http) =>
        Result(http.Request.Cookies[http.RequestServices.GetRequiredService<CookieNames>().Language]);

    private static Task<ProviderCultureResult?> AskedByLink(HttpContext http) => Result(http.Request.Query["ui_locales"]);

    private static async Task<ProviderCultureResult?> KnownBySlices(HttpContext http)
    {
        // Only pages speak to people; a token request must not pay for a look-up. The error page is left out because it
        // has to come up when the database does not.
        if (http.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is not { ViewEnginePath: not ErrorPages.ViewPath })
        {
            return null;
        }

        foreach (var source in http.RequestServices.GetServices<ILanguageSource>().OrderBy(source => source.Order))
        {
            if (await source.FindAsync(http, http.RequestAborted) is { } language)
            {
                return await Result(language);
            }
        }

        return null;
    }

    private static Task<ProviderCultureResult?> PreferredByBrowser(HttpContext http) =>
        Result(string.Join(' ', http.Request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(preference => preference.Quality ?? 1)
            .Select(preference => preference.Value.Value)));

    private static Task<ProviderCultureResult?> Result(string? tags) =>
        Task.FromResult(Languages.FirstKnown(tags) is { } language
            ? new ProviderCultureResult(Languages.CultureOf(language).Name)
            : null);
}
