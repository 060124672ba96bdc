using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;

namespace IdentityProvider.Web;

/// <summary>
/// Remembers that a form was refused for its antiforgery token, so that the error page can say "this page is too old"
/// rather than "bad request".
/// </summary>
internal sealed class StaleFormFilter : IAlwaysRunResultFilter
{
    public static readonly object Key = new();

    public void OnResultExecuting(ResultExecutingContext context)
    {
        if (context.Result is IAntiforgeryValidationFailedResult)
        {
            context.HttpContext.Items[Key] = true;
        }
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }
}
