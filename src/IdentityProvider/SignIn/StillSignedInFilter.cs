using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc.Filters;

namespace IdentityProvider.SignIn;

/// <summary>
/// Asks once more, now that the whole form has come, whether its sender is still who was let in by its head. A save asks again in its own transaction;
/// this is for the rest: what a page shows in answer to a form, and the small statements that stand on their own.
/// </summary>
internal sealed class StillSignedInFilter(IdpDbContext db) : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        // The page that says so in its place is shown within the same request, and is everybody's.
        var http = context.HttpContext;
        if (http.GetEndpoint()?.Metadata.GetMetadata<SignedInAttribute>() is not null)
        {
            await db.LookNowAsync(http.RequestAborted);
        }

        await next();
    }
}
