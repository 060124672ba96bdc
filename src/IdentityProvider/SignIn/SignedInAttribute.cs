using System.Collections.Immutable;
using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Limits;
using IdentityProvider.Shared;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.SignIn;

/// <summary>For whom a page of our own is.</summary>
public enum Visitors
{
    /// <summary>Whoever is signed in.</summary>
    Everybody,

    /// <summary>Owners and admins of the clinic in the address.</summary>
    ClinicAdmins,

    /// <summary>Owners of the clinic in the address.</summary>
    ClinicOwners,

    /// <summary>Who registers apps, and who runs the server.</summary>
    Developers,

    /// <summary>Who runs the server.</summary>
    Operators,
}

/// <summary>
/// On a page of our own: the browser must be signed in, as freshly as <see cref="StepUp"/> says, by one of those whom the page is for.
/// What is missing is asked for, and the browser comes back. To anybody else the page does not exist.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SignedInAttribute(LocalPage page) : AuthorizeAttribute, IAuthorizationRequirement, IAuthorizationRequirementData
{
    /// <summary>Name of the route value that holds the clinic of a console page.</summary>
    public const string PracticeId = "practiceId";

    /// <summary>Name of the route value that holds the person of a console page.</summary>
    public const string PersonId = "personId";

    /// <summary>Name of the route value that holds the app of a developer page.</summary>
    public const string ClientId = "clientId";

    public LocalPage Page => page;

    public StepUp StepUp { get; init; }

    /// <summary>Whether the password must have been typed in the last ten minutes too: to change what a session alone must not.</summary>
    public bool FreshPassword { get; init; }

    public Visitors For { get; init; }

    /// <summary>Whether what was typed comes back after a step-up that a POST ran into. Never for a page that takes a number or a secret.</summary>
    public bool KeepsForm { get; init; }

    /// <summary>The same, but sealed (<see cref="KeptForms"/>): for a form that nobody else's link may fill in.</summary>
    public bool SealsForm { get; init; }

    /// <summary>The one parameter of the page's address that comes back after a sign-in; null for none.</summary>
    public string? KeepsParameter { get; init; }

    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];
}

/// <summary>Asks the sign-in's door on behalf of the page.</summary>
public sealed class SignedInHandler(SignInDoor door, Sessions sessions, KeptForms kept, IdpDbContext db, IHttpContextAccessor accessor, TimeProvider clock)
    : AuthorizationHandler<SignedInAttribute>
{
    private const int LongestQuery = 1500;

    /// <summary>With what sealing adds it still fits into a request line.</summary>
    private const int LongestSealed = 4000;
    private const int LongestParameter = 100;

    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, SignedInAttribute requirement)
    {
        var http = accessor.HttpContext!;

        // Another site's form comes without our Lax cookies. Nothing begins because of it, and nothing it holds is kept: the
        // browser is sent to look at the page, with its cookies.
        if (!IsLook(http.Request) && await sessions.CurrentAsync(http, http.RequestAborted) is null)
        {
            http.Features.Set<SignInAnswer>(new SignInAnswer.MustSignIn(ReturnOf(http, requirement).Path, NeedsLogin: true, Draft: null));
            return;
        }

        var demand = await DemandOfAsync(http, requirement);
        var answer = await door.AskAsync(http, demand, http.RequestAborted);
        if (answer is not SignInAnswer.GoodEnough enough)
        {
            http.Features.Set(answer);
        }
        else if (await HasPlatformRoleAsync(enough.Session.UserId, requirement.For, http.RequestAborted))
        {
            http.Features.Set(answer);
            StandOn(http, enough, requirement.For);
            SessionClock.Set(http, new SessionClock(sessions.IdleLockOf(enough.Session), enough.Session.ExpiresAt - enough.Now));
            context.Succeed(requirement);
        }
    }

    // This judges the head of a request; a body may come long after it.
    private void StandOn(HttpContext http, SignInAnswer.GoodEnough enough, Visitors visitors)
    {
        if (!IsLook(http.Request))
        {
            db.StandOn(
                new VisitFooting(enough.Session, enough.Membership) { IsOperators = visitors == Visitors.Operators, IsDevelopers = visitors == Visitors.Developers }, clock);
        }
    }

    private static bool IsLook(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    // Read at every request: a role that was taken away is gone with the next click.
    private async Task<bool> HasPlatformRoleAsync(Guid userId, Visitors visitors, CancellationToken ct) => visitors switch
    {
        Visitors.Developers => await db.Users.AnyAsync(user => user.Id == userId && (user.IsDeveloper || user.IsOperator), ct),
        Visitors.Operators => await db.Users.AnyAsync(user => user.Id == userId && user.IsOperator, ct),
        Visitors.Everybody or Visitors.ClinicAdmins or Visitors.ClinicOwners => true,
    };

    // A clinic that does not exist looks like one that is not yours, before the sign-in and after it.
    private async Task<SignInDemand> DemandOfAsync(HttpContext http, SignedInAttribute page)
    {
        var place = ReturnOf(http, page);
        var demand = new SignInDemand
        {
            AskedAt = clock.GetUtcNow(),
            Return = await WithFormAsync(http, page, place),
            StepUp = page.StepUp,
            MaxAge = page.FreshPassword ? SignInDemand.StepUpAge : null,
        };
        if (RolesOf(page.For) is not { } roles)
        {
            return demand;
        }

        var clinicId = await db.Clinics.Where(c => c.PracticeId == place.PracticeId).Select(c => c.Id).SingleOrDefaultAsync(http.RequestAborted);
        return demand with { ClinicId = clinicId, Audience = new Audience(roles, [clinicId]) };
    }

    private async Task<LocalReturn> WithFormAsync(HttpContext http, SignedInAttribute page, LocalReturn place) =>
        !(page.KeepsForm || page.SealsForm) || await TypedAsync(http, page.SealsForm ? LongestSealed : LongestQuery) is not { } typed ? place
        : !page.SealsForm ? place with { Query = typed }
        : await sessions.CurrentAsync(http, http.RequestAborted) is { } session ? place with { Query = kept.Seal(session.UserId, place, typed) }
        : place;

    // Null for a page that no clinic's role opens.
    private static ImmutableArray<Role>? RolesOf(Visitors visitors) => visitors switch
    {
        Visitors.ClinicAdmins => Membership.Administrators,
        Visitors.ClinicOwners => [Role.Owner],
        Visitors.Everybody or Visitors.Developers or Visitors.Operators => null,
    };

    private static LocalReturn ReturnOf(HttpContext http, SignedInAttribute page) => new(
        page.Page, http.GetRouteValue(SignedInAttribute.PracticeId) as string, ParameterOf(http.Request, page.KeepsParameter),
        http.GetRouteValue(SignedInAttribute.ClientId) as string, http.GetRouteValue(SignedInAttribute.PersonId) as string);

    // Encoded anew, so that it stays one parameter whatever it holds.
    private static string? ParameterOf(HttpRequest request, string? name) =>
        name is not null && request.Query[name] is [{ Length: > 0 and <= LongestParameter } value] ? QueryString.Create(name, value).Value : null;

    // Ten minutes can pass over a form. What was chosen comes back as the page's own query, and is judged anew there.
    private static async Task<string?> TypedAsync(HttpContext http, int longest)
    {
        if (!http.Request.HasFormContentType)
        {
            return null;
        }

        try
        {
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            var query = QueryString.Create(form.Where(field => !field.Key.StartsWith("__", StringComparison.Ordinal))).Value;
            return query is { Length: > 1 } && query.Length <= longest ? query : null;
        }
        catch (InvalidDataException)
        {
            // No form that a browser would send. There is nothing in it to keep.
            return null;
        }
    }
}

/// <summary>Turns the door's "not yet" into a redirect to the sign-in, and its "not you" into a page that does not exist.</summary>
public sealed class SignInChallenge(SignInDoor door, SignInBeginnings beginnings, IdpDbContext db) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _otherwise = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        switch (context.Features.Get<SignInAnswer>())
        {
            case SignInAnswer.MustSignIn { Draft: not null } when !beginnings.TryTake(context.Connection.RemoteIpAddress):
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                context.Response.Headers.RetryAfter = "1";
                break;
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
