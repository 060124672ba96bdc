using Microsoft.Extensions.Primitives;

namespace IdentityProvider.Dev.Conformance;

/// <summary>
/// People sign in here with their e-mail address; a conformance configuration may call them "alice". Where such a name is typed on
/// the sign-in page, an address is put in its place before the page reads it; for names that nobody has too, so that they look the same.
/// </summary>
internal sealed class ShortNames(IReadOnlyList<ConformanceUser> users) : IStartupFilter
{
    private const string Page = "/sign-in";
    private const string Field = "Email";

    private readonly Dictionary<string, string> _addresses = users.ToDictionary(user => user.Username, user => user.Email, StringComparer.OrdinalIgnoreCase);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (http, rest) =>
        {
            if (HttpMethods.IsPost(http.Request.Method) && http.Request.Path == Page && http.Request.HasFormContentType)
            {
                await ReplaceAsync(http.Request);
            }

            await rest(http);
        });
        next(app);
    };

    private async Task ReplaceAsync(HttpRequest request)
    {
        try
        {
            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            var typed = form[Field].ToString().Trim();
            if (typed.Length > 0 && !typed.Contains('@', StringComparison.Ordinal))
            {
                var address = _addresses.GetValueOrDefault(typed) ?? ConformanceUser.AddressOf(typed);
                request.Form = new FormCollection(new Dictionary<string, StringValues>(form, StringComparer.OrdinalIgnoreCase) { [Field] = address }, form.Files);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException)
        {
            // Not a form the page could read either: it answers.
        }
    }
}
