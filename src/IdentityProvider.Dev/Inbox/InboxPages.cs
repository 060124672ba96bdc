using System.Text.Json;
using IdentityProvider.Dev.Carriers;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging.Abstractions;

namespace IdentityProvider.Dev.Inbox;

/// <summary>/dev/inbox and what belongs to it.</summary>
/// <remarks>
/// They stand before the provider's own pipeline and exist because this class was registered: the provider knows nothing of
/// them, so no setting can switch them on in production.
/// </remarks>
internal sealed class InboxPages(DevInbox inbox, CarrierReports reports) : IStartupFilter
{
    private const string Path = "/dev/inbox";

    private static readonly JsonSerializerOptions CamelCase = JsonSerializerOptions.Web;

    // The page frames its own mails; nothing else may frame either.
    private const string PagePolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    // A mail is foreign matter: no script, no form, no request, and an origin of its own.
    private const string MailPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

    private static readonly EmbeddedFileProvider Files = new(typeof(InboxPages).Assembly, typeof(InboxPages).Namespace);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(HandleAsync);
        next(app);
    };

    private Task HandleAsync(HttpContext http, RequestDelegate next) =>
        HttpMethods.IsPost(http.Request.Method) && http.Request.Path == $"{Path}/answer" ? AnswerAsync(http)
        : !HttpMethods.IsGet(http.Request.Method) ? next(http) : http.Request.Path.Value switch
        {
            Path when http.Request.Headers.Accept.ToString().StartsWith("application/json", StringComparison.Ordinal) => WriteJsonAsync(http),
            Path => WritePageAsync(http),
            $"{Path}.json" => WriteJsonAsync(http),
            $"{Path}/inbox.css" => WriteFileAsync(http, "inbox.css", "text/css"),
            $"{Path}/inbox.js" => WriteFileAsync(http, "inbox.js", "text/javascript"),
            { } path when path.StartsWith($"{Path}/mail/", StringComparison.Ordinal) => WriteMailAsync(http, path[(Path.Length + 6)..]),
            _ => next(http),
        };

    // Somebody answers a text: the carrier passes it on to the provider.
    private async Task AnswerAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        await reports.AnswerAsync(form["number"].ToString(), form["text"].ToString());
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = Path;
    }

    private Task WriteJsonAsync(HttpContext http) => http.Response.WriteAsJsonAsync(inbox.Messages, CamelCase, http.RequestAborted);

    private async Task WritePageAsync(HttpContext http)
    {
        await using var renderer = new HtmlRenderer(http.RequestServices, NullLoggerFactory.Instance);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(InboxPage.Messages)] = inbox.Messages });
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<InboxPage>(parameters)).ToHtmlString());
        await WriteAsync(http, "text/html", PagePolicy, html);
    }

    private Task WriteMailAsync(HttpContext http, string id)
    {
        var mail = inbox.Messages.FirstOrDefault(message => message.Id == id);
        http.Response.StatusCode = mail?.Html is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        return WriteAsync(http, "text/html", MailPolicy, mail?.Html ?? "There is no such mail.");
    }

    private static async Task WriteFileAsync(HttpContext http, string name, string type)
    {
        using var reader = new StreamReader(Files.GetFileInfo(name).CreateReadStream());
        await WriteAsync(http, type, PagePolicy, await reader.ReadToEndAsync(http.RequestAborted));
    }

    private static Task WriteAsync(HttpContext http, string type, string policy, string text)
    {
        http.Response.ContentType = $"{type}; charset=utf-8";
        http.Response.Headers.ContentSecurityPolicy = policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(text, http.RequestAborted);
    }
}
