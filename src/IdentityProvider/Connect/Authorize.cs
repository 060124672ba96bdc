using IdentityProvider.Access;
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
        HttpContext http, AuthorizeRequests requests, AuthorizeAnswer answer, PendingAuthorizations pendings, AuthorizeReply reply, CancellationToken ct)
    {
        var check = await requests.ReadAsync(ProtocolForm.OfQuery(http.Request), ct);
        return check is CheckedAuthorization.Good good
            ? await answer.AnswerAsync(http, good, PendingOf(good, pendings), isFirstLook: true, ct)
            : Refuse(check, http, reply);
    }

    /// <summary>
    /// The same request as a POST. Browsers send it without our cookies when it comes from another site (SameSite=Lax), so whether
    /// anybody is signed in cannot be seen here: the request is stored, and a GET looks.
    /// </summary>
    public static async Task<IResult> HandlePostAsync(
        HttpContext http, AuthorizeRequests requests, PendingAuthorizations pendings, IdpDbContext db, AuthorizeReply reply, CancellationToken ct)
    {
        if ((await ProtocolForm.OfBodyAsync(http.Request, ct)).IsBroken(out _, out var parameters))
        {
            return RefusalPage.BrokenRequest.Show(http);
        }

        var check = await requests.ReadAsync(parameters, ct);
        if (check is not CheckedAuthorization.Good good)
        {
            return Refuse(check, http, reply);
        }

        var pending = PendingOf(good, pendings);
        pendings.Keep(pending);
        await db.SaveChangesAsync(ct);
        return ProtocolResults.SeeOther($"{ResumePath}?{PendingName}={pending.Id}");
    }

    /// <summary>The browser is back: from the sign-in pages (a=attempt), or from a POST (r=request). Everything is judged again.</summary>
    public static async Task<IResult> ResumeAsync(
        HttpContext http, SignInAttempts attempts, PendingAuthorizations pendings, AuthorizeRequests requests, AuthorizeAnswer answer, AuthorizeReply reply, CancellationToken ct)
    {
        var attempt = await attempts.FindAsync(http, ct);
        var pendingId = attempt?.Demand.PendingId ?? (Guid.TryParse(http.Request.Query[PendingName], out var id) ? id : null);
        if (pendingId is not { } known || await pendings.FindAsync(known, ct) is not { } pending)
        {
            var wasUsed = pendingId is { } gone && await pendings.WasUsedAsync(gone, ct);
            return (wasUsed ? RefusalPage.UsedRequest : RefusalPage.ExpiredRequest).Show(http);
        }

        var check = await requests.ReadKeptAsync(pending, ct);
        if (check is not CheckedAuthorization.Good good)
        {
            return Refuse(check, http, reply);
        }

        return attempt?.End == AttemptEnd.Denied
            ? reply.Error(good.Request, AuthorizeAnswer.NotForThisUser)
            : await answer.AnswerAsync(http, good, pending, isFirstLook: attempt is null && pending.Answers is null, ct);
    }

    // What is kept of a signed request is what it said: the JWT itself would be past its time when the user comes back.
    private static PendingAuthorization PendingOf(CheckedAuthorization.Good good, PendingAuthorizations pendings) =>
        good.Pushed ?? pendings.New(good.Client, good.Parameters);

    private static IResult Refuse(CheckedAuthorization check, HttpContext http, AuthorizeReply reply) => check switch
    {
        CheckedAuthorization.Refused refused => refused.Page.Show(http),
        CheckedAuthorization.Answered answered => reply.Error(answered),
        _ => throw new ArgumentException("A good request is not refused.", nameof(check)),
    };
}
