using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.SignIn;

/// <summary>
/// On a page of our own: the browser must be signed in, as freshly as <see cref="StepUp"/> says, and for a console page as an owner or
/// admin of the clinic in the address. What is missing is asked for, and the browser comes back.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SignedInAttribute(LocalPage page) : AuthorizeAttribute, IAuthorizationRequirement, IAuthorizationRequirementData
{
    /// <summary>Name of the route value that holds the clinic of a console page.</summary>
    public const string PracticeId = "practiceId";

    public LocalPage Page => page;

    public StepUp StepUp { get; init; }

    /// <summary>Whether the password must have been typed in the last ten minutes too: to change what a session alone must not.</summary>
    public bool FreshPassword { get; init; }

    /// <summary>Whether the page belongs to a clinic's owners and admins; the clinic is in the address.</summary>
    public bool ForClinicAdmins { get; init; }

    /// <summary>Whether what was typed comes back after a step-up that a POST ran into. Never for a page that takes a number or a secret.</summary>
    public bool KeepsForm { get; init; }

    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];
}

/// <summary>Asks the sign-in's door on behalf of the page.</summary>
public sealed class SignedInHandler(SignInDoor door, Sessions sessions, IdpDbContext db, IHttpContextAccessor accessor, TimeProvider clock)
    : AuthorizationHandler<SignedInAttribute>
{
    private const int LongestQuery = 1500;

    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, SignedInAttribute requirement)
    {
        var http = accessor.HttpContext!;

        // Another site's form comes without our Lax cookies. Nothing begins because of it, and nothing it holds is kept: the
        // browser is sent to look at the page, with its cookies.
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && await sessions.CurrentAsync(http, http.RequestAborted) is null)
        {
            http.Features.Set<SignInAnswer>(new SignInAnswer.MustSignIn(ReturnOf(http, requirement).Path, NeedsLogin: true, Draft: null));
            return;
        }

        var demand = await DemandOfAsync(http, requirement);
        var answer = await door.AskAsync(http, demand, http.RequestAborted);
        http.Features.Set(answer);
        if (answer is SignInAnswer.GoodEnough)
        {
            context.Succeed(requirement);
        }
    }

    // A clinic that does not exist looks like one that is not yours, before the sign-in and after it.
    private async Task<SignInDemand> DemandOfAsync(HttpContext http, SignedInAttribute page)
    {
        var place = ReturnOf(http, page);
        var demand = new SignInDemand
        {
            AskedAt = clock.GetUtcNow(),
            Return = page.KeepsForm ? place with { Query = await TypedAsync(http) } : place,
            StepUp = page.StepUp,
            MaxAge = page.FreshPassword ? SignInDemand.StepUpAge : null,
        };
        if (!page.ForClinicAdmins)
        {
            return demand;
        }

        var clinicId = await db.Clinics.Where(c => c.PracticeId == place.PracticeId).Select(c => c.Id).SingleOrDefaultAsync(http.RequestAborted);
        return demand with { ClinicId = clinicId, Audience = new Audience(Membership.Administrators, [clinicId]) };
    }

    private static LocalReturn ReturnOf(HttpContext http, SignedInAttribute page) =>
        new(page.Page, http.GetRouteValue(SignedInAttribute.PracticeId) as string);

    // Ten minutes can pass over a form. What was chosen comes back as the page's own query, and is judged anew there.
    private static async Task<string?> TypedAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType)
        {
            return null;
        }

        try
        {
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            var query = QueryString.Create(form.Where(field => !field.Key.StartsWith("__", StringComparison.Ordinal))).Value;
            return query is { Length: > 1 and <= LongestQuery } ? query : null;
        }
        catch (InvalidDataException)
        {
            // No form that a browser would send. There is nothing in it to keep.
            return null;
        }
    }
}

/// <summary>Turns the door's "not yet" into a redirect to the sign-in, and its "not you" into a page that does not exist.</summary>
public sealed class SignInChallenge(SignInDoor door, IdpDbContext db) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _otherwise = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        switch (context.Features.Get<SignInAnswer>())
        {
            case SignInAnswer.MustSignIn missing:
                await BeginAsync(context, missing);
                context.Response.StatusCode = StatusCodes.Status303SeeOther;
                context.Response.Headers.Location = missing.Path;
                break;
            case SignInAnswer.GoodEnough:
                await _otherwise.HandleAsync(next, context, policy, authorizeResult);
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private async Task BeginAsync(HttpContext http, SignInAnswer.MustSignIn missing)
    {
        if (missing.Draft is { } draft)
        {
            await door.SendInAsync(http, draft, http.RequestAborted);
            await db.SaveChangesAsync(http.RequestAborted);
        }
    }
}
