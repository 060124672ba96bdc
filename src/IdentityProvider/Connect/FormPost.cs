using System.Text.Encodings.Web;
using IdentityProvider.Web;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Connect;

/// <summary>
/// A page that posts an answer to the app by itself (OAuth 2.0 Form Post Response Mode 1.0 §2): the code then stands in no address, and in no
/// log of one. Without scripts a button does it.
/// </summary>
internal sealed class FormPost(string address, IReadOnlyList<KeyValuePair<string, string>> parameters) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var texts = httpContext.RequestServices.GetRequiredService<IStringLocalizer<ConnectTexts>>();
        var response = httpContext.Response;
        response.Headers.CacheControl = "no-store";
        response.ContentType = "text/html; charset=utf-8";
        return response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="{Languages.Current}" class="gate" data-bs-theme="auto">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Encode(texts["FormPost.Title"])}</title>
            <noscript><link rel="stylesheet" href="/lib/tabler/tabler.min.css"><link rel="stylesheet" href="/idp.css"></noscript>
            </head>
            <body>
            <form method="post" action="{Encode(address)}">
            {Fields()}<noscript><div class="gate-card"><main class="gate-main gate-alone"><div class="gate-task stack">
            <h1>{Encode(texts["FormPost.Title"])}</h1>
            <button class="btn btn-primary w-100" type="submit">{Encode(texts["FormPost.Do"])}</button>
            </div></main></div></noscript>
            </form>
            <script nonce="{CspNonce.Of(httpContext)}">document.forms[0].submit()</script>
            </body>
            </html>
            """,
            httpContext.RequestAborted);
    }

    // Everything a client sent comes back encoded: its state is anybody's text.
    private string Fields() => string.Concat(parameters.Select(
        parameter => $"<input type=\"hidden\" name=\"{Encode(parameter.Key)}\" value=\"{Encode(parameter.Value)}\">\n"));

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
