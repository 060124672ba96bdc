using System.Diagnostics;
using IdentityProvider.Access;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>Answers a good authorization request: with a code when the browser is signed in well enough, else by way of the sign-in pages.</summary>
internal sealed class AuthorizeAnswer(
    SignInDoor door, Grants grants, IdTokenHints hints, IdpDbContext db, IOptions<ServerOptions> server, TimeProvider clock)
{
    public static readonly ProtocolError NotForThisUser = ProtocolError.AccessDenied("the user has no role at a clinic that this app is for");

    public async Task<PendingAuthorization?> FindPendingAsync(Guid id, CancellationToken ct) =>
        await db.PendingAuthorizations.SingleOrDefaultAsync(pending => pending.Id == id, ct) is { } pending && pending.IsLive(clock.GetUtcNow())
            ? pending
            : null;

    /// <param name="pending">The request as it is kept while the user signs in. Stored here only when that is necessary.</param>
    /// <param name="isFirstLook">Whether the user has not been through the sign-in pages for it.</param>
    public async Task<IResult> AnswerAsync(
        HttpContext http, CheckedAuthorization.Good good, PendingAuthorization pending, bool isFirstLook, CancellationToken ct)
    {
        var (client, request) = good;
        IdTokenHint? hint = null;
        if (request.IdTokenHint is { } sent && (hint = await hints.ReadAsync(sent, ct)) is null)
        {
            return Fail(request, ProtocolError.InvalidRequest("id_token_hint is not an ID token of this server"));
        }

        var demand = AuthorizeDemand.Of(request, client, pending.Id, pending.CreatedAt, isFirstLook);
        return await door.AskAsync(http, demand, ct) switch
        {
            // OpenID Connect Core §3.1.2.1: somebody else than the client believes.
            SignInAnswer.GoodEnough { Session: var session } when hint is not null && hint.UserId != session.UserId =>
                Fail(request, ProtocolError.LoginRequired("another user than that of id_token_hint is signed in")),
            SignInAnswer.GoodEnough enough => await GrantAsync(good, demand, enough, ct),
            SignInAnswer.MustSignIn missing when request.Prompt!.None => Fail(request, SilentlyImpossible(missing)),
            SignInAnswer.MustSignIn missing => await SendToPagesAsync(http, pending, missing.Path, missing.Draft!, ct),
            SignInAnswer.NoMembership when request.Prompt!.None => Fail(request, NotForThisUser),
            SignInAnswer.NoMembership none => await SendToPagesAsync(http, pending, none.Path, none.Draft, ct),
            SignInAnswer.CannotReach =>
                Fail(request, ProtocolError.UnmetAuthenticationRequirements("none of the acr_values can be reached here")),
            _ => throw new UnreachableException("The hierarchy of answers is closed."),
        };
    }

    private async Task<IResult> GrantAsync(CheckedAuthorization.Good good, SignInDemand demand, SignInAnswer.GoodEnough enough, CancellationToken ct)
    {
        var (client, request) = good;
        var now = enough.Now;

        // The door has said that fresh proofs suffice at this moment, so they amount to something.
        var assurance = Assurance.Of(enough.Session.Proofs, demand.ProofsNotBefore(now))!;
        var grant = new Grant(client, enough.Session, enough.Membership?.Id, request.Scope!, assurance, now);
        var code = grants.Begin(grant, request);
        await db.SaveChangesAsync(ct);
        return ProtocolResults.SeeOther(AuthorizeResponse.Success(request.RedirectUri, code, request.State, server.Value.Issuer));
    }

    private async Task<IResult> SendToPagesAsync(HttpContext http, PendingAuthorization pending, string path, SignInAttempt draft, CancellationToken ct)
    {
        await door.SendInAsync(http, draft, ct);
        if (db.Entry(pending).State == EntityState.Detached)
        {
            db.PendingAuthorizations.Add(pending);
        }

        await db.SaveChangesAsync(ct);
        return ProtocolResults.SeeOther(path);
    }

    // prompt=none: nothing is saved and no page shown (OpenID Connect Core §3.1.2.6).
    private static ProtocolError SilentlyImpossible(SignInAnswer.MustSignIn missing) => missing.NeedsLogin
        ? ProtocolError.LoginRequired("the user is not signed in, or not lately enough")
        : ProtocolError.InteractionRequired("the user has to take another step of the sign-in");

    private IResult Fail(AuthorizeRequest request, ProtocolError error) =>
        ProtocolResults.SeeOther(AuthorizeResponse.Failure(request.RedirectUri, error, request.State, server.Value.Issuer));
}
