using System.Diagnostics;
using IdentityProvider.Access;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Connect;

/// <summary>
/// Answers a good authorization request: with a code when the browser is signed in well enough and nothing is left to ask, else by way
/// of the sign-in pages, or of the page that asks.
/// </summary>
internal sealed class AuthorizeAnswer(
    SignInDoor door, AuthorizeSteps steps, CodeIssuing codes, IdTokenHints hints, AuthorizeReply reply, IdpDbContext db)
{
    public static readonly ProtocolError NotForThisUser = ProtocolError.AccessDenied("the user has no role at a clinic that this app is for");

    /// <param name="pending">The request as it is kept while the user signs in. Stored here only when that is necessary.</param>
    /// <param name="isFirstLook">Whether the user has not been through the sign-in pages for it.</param>
    public async Task<IResult> AnswerAsync(
        HttpContext http, CheckedAuthorization.Good good, PendingAuthorization pending, bool isFirstLook, CancellationToken ct)
    {
        var (client, request) = good;
        IdTokenHint? hint = null;
        if (request.IdTokenHint is { } sent && (hint = await hints.ReadAsync(sent, ct)) is null)
        {
            return reply.Error(request, ProtocolError.InvalidRequest("id_token_hint is not an ID token of this server"));
        }

        var demand = AuthorizeDemand.Of(request, client, pending.Id, pending.CreatedAt, isFirstLook);
        return await door.AskAsync(http, demand, ct) switch
        {
            // OpenID Connect Core §3.1.2.1: somebody else than the client believes.
            SignInAnswer.GoodEnough { Session: var session } when hint is not null && !hints.Names(hint, session.UserId) =>
                reply.Error(request, ProtocolError.LoginRequired("another user than that of id_token_hint is signed in")),
            SignInAnswer.GoodEnough { Session: var session } when !hints.Allow(request.Claims, session.UserId, client) =>
                reply.Error(request, ProtocolError.LoginRequired("another user than that of the claims parameter is signed in")),
            SignInAnswer.GoodEnough enough =>
                await GoOnAsync(http, AuthorizeTurn.Of(good, enough, pending), demand, ct),
            SignInAnswer.MustSignIn missing when request.Prompt!.None => reply.Error(request, SilentlyImpossible(missing)),
            SignInAnswer.MustSignIn missing => await SendToPagesAsync(http, pending, missing.Path, missing.Draft!, ct),
            SignInAnswer.NoMembership when request.Prompt!.None => reply.Error(request, NotForThisUser),
            SignInAnswer.NoMembership none => await SendToPagesAsync(http, pending, none.Path, none.Draft, ct),
            _ => throw new UnreachableException("The hierarchy of answers is closed."),
        };
    }

    private async Task<IResult> GoOnAsync(HttpContext http, AuthorizeTurn turn, SignInDemand demand, CancellationToken ct) =>
        await steps.LookAsync(turn, ct) switch
        {
            AuthorizeStepAnswer.Done done => await FinishAsync(http, done.Turn, demand, ct),
            AuthorizeStepAnswer.Refuse refused => reply.Error(turn.Request, refused.Error),
            AuthorizeStepAnswer.Ask ask when turn.Request.Prompt!.None => reply.Error(turn.Request, ask.Silently),
            AuthorizeStepAnswer.Ask ask => await SendToQuestionAsync(turn.Pending, ask.Path, ct),
            _ => throw new UnreachableException("The hierarchy of answers is closed."),
        };

    // Two tabs at once, or the last form sent twice: the other one has brought the code to the app, and an error on its heels would undo that there.
    private async Task<IResult> FinishAsync(HttpContext http, AuthorizeTurn turn, SignInDemand demand, CancellationToken ct) =>
        !(await codes.IssueAsync(turn, demand, ct)).IsBroken(out var error, out var issued) ? reply.Code(turn.Request, issued.Code)
        : error == CodeIssuing.Used ? RefusalPage.UsedRequest.Show(http)
        : reply.Error(turn.Request, error);

    private async Task<IResult> SendToQuestionAsync(PendingAuthorization pending, string path, CancellationToken ct)
    {
        await KeepAsync(pending, ct);
        return ProtocolResults.SeeOther(RedirectUri.With(path, [KeyValuePair.Create(Authorize.PendingName, pending.Id.ToString())]));
    }

    private async Task<IResult> SendToPagesAsync(HttpContext http, PendingAuthorization pending, string path, SignInAttempt draft, CancellationToken ct)
    {
        await door.SendInAsync(http, draft, ct);
        await KeepAsync(pending, ct);
        return ProtocolResults.SeeOther(path);
    }

    private async Task KeepAsync(PendingAuthorization pending, CancellationToken ct)
    {
        if (db.Entry(pending).State == EntityState.Detached)
        {
            db.PendingAuthorizations.Add(pending);
        }

        await db.SaveChangesAsync(ct);
    }

    // prompt=none: nothing is saved and no page shown (OpenID Connect Core §3.1.2.6).
    private static ProtocolError SilentlyImpossible(SignInAnswer.MustSignIn missing) => missing.NeedsLogin
        ? ProtocolError.LoginRequired("the user is not signed in, or not lately enough")
        : ProtocolError.InteractionRequired("the user has to take another step of the sign-in");
}
