using IdentityProvider.Access;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;

namespace IdentityProvider.Connect;

/// <summary>/connect/authorize: an app asks who its user is (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2).</summary>
internal static class Authorize
{
    public const string ResumePath = "/connect/authorize/resume";

    /// <summary>The query parameter that names a stored request.</summary>
    public const string PendingName = "r";

    public static async Task<IResult> HandleGetAsync(
        HttpContext http, RegisteredClients clients, RegisteredResources resources, AuthorizeAnswer answer, AuthorizeReply reply, TimeProvider clock, CancellationToken ct)
    {
        var parameters = ProtocolForm.OfQuery(http.Request);
        var check = await CheckedAuthorization.CheckAsync(parameters, clients, resources, ct);
        return check is CheckedAuthorization.Good good
            ? await answer.AnswerAsync(http, good, PendingOf(good, parameters, clock), isFirstLook: true, ct)
            : Refuse(check, http, reply);
    }

    /// <summary>
    /// The same request as a POST. Browsers send it without our cookies when it comes from another site (SameSite=Lax), so whether
    /// anybody is signed in cannot be seen here: the request is stored, and a GET looks.
    /// </summary>
    public static async Task<IResult> HandlePostAsync(
        HttpContext http, RegisteredClients clients, RegisteredResources resources, IdpDbContext db, AuthorizeReply reply, TimeProvider clock, CancellationToken ct)
    {
        if ((await ProtocolForm.OfBodyAsync(http.Request, ct)).IsBroken(out _, out var parameters))
        {
            return RefusalPage.BrokenRequest.Show(http);
        }

        var check = await CheckedAuthorization.CheckAsync(parameters, clients, resources, ct);
        if (check is not CheckedAuthorization.Good good)
        {
            return Refuse(check, http, reply);
        }

        var pending = PendingOf(good, parameters, clock);
        db.PendingAuthorizations.Add(pending);
        await db.SaveChangesAsync(ct);
        return ProtocolResults.SeeOther($"{ResumePath}?{PendingName}={pending.Id}");
    }

    /// <summary>The browser is back: from the sign-in pages (a=attempt), or from a POST (r=request). Everything is judged again.</summary>
    public static async Task<IResult> ResumeAsync(
        HttpContext http, SignInAttempts attempts, PendingAuthorizations pendings, RegisteredClients clients, RegisteredResources resources, AuthorizeAnswer answer, AuthorizeReply reply, CancellationToken ct)
    {
        var attempt = await attempts.FindAsync(http, ct);
        var pendingId = attempt?.Demand.PendingId ?? (Guid.TryParse(http.Request.Query[PendingName], out var id) ? id : null);
        if (pendingId is null || await pendings.FindAsync(pendingId.Value, ct) is not { } pending)
        {
            return RefusalPage.ExpiredRequest.Show(http);
        }

        var check = await CheckedAuthorization.CheckAsync(RequestParameters.Parse(pending.Parameters), clients, resources, ct);
        if (check is not CheckedAuthorization.Good good)
        {
            return Refuse(check, http, reply);
        }

        return attempt?.End == AttemptEnd.Denied
            ? reply.Error(good.Request, AuthorizeAnswer.NotForThisUser)
            : await answer.AnswerAsync(http, good, pending, isFirstLook: attempt is null && pending.Answers is null, ct);
    }

    private static PendingAuthorization PendingOf(CheckedAuthorization.Good good, RequestParameters parameters, TimeProvider clock) =>
        new(good.Client.Id, parameters.ToFormText(AuthorizeRequest.ParameterNames), clock.GetUtcNow());

    private static IResult Refuse(CheckedAuthorization check, HttpContext http, AuthorizeReply reply) => check switch
    {
        CheckedAuthorization.Refused refused => refused.Page.Show(http),
        CheckedAuthorization.Answered answered => reply.Error(answered.RedirectUri, answered.Error, answered.State),
        _ => throw new ArgumentException("A good request is not refused.", nameof(check)),
    };
}
