using IdentityProvider.Access;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;

namespace IdentityProvider.Connect;

/// <summary>The end of an authorization request that went well: a grant, and a code for it.</summary>
internal sealed class CodeIssuing(Grants grants, Launches launches, PendingAuthorizations pendings, TokenAudiences audiences, AuthorizeReply reply, IdpDbContext db)
{
    public async Task<IResult> IssueAsync(AuthorizeTurn turn, SignInDemand demand, CancellationToken ct)
    {
        if (turn.LaunchId is { } launch && !await launches.TryConsumeAsync(launch, ct))
        {
            return reply.Error(turn.Request, EhrLaunchStep.NotThere);
        }

        // The door has said that fresh proofs suffice at this moment, so they amount to something.
        var assurance = Assurance.Of(turn.Session.Proofs, demand.ProofsNotBefore(turn.Now))!;
        var grant = new Grant(turn.Client, turn.Session, turn.Membership?.Id, turn.Scope, assurance, turn.Now)
        {
            Resources = audiences.Granted(turn.Request, turn.Client, turn.Scope).Uris,
            RequestedClaims = turn.Claims.ToJson(),
            Launch = turn.Launch?.For(turn.Scope)?.ToJson(),
        };
        var code = grants.Begin(grant, turn.Client, turn.Request, turn.Pending.DpopKey ?? turn.Request.DpopKey);
        return await SaveAsync(turn.Pending, ct)
            ? reply.Code(turn.Request, code)
            : reply.Error(turn.Request, ProtocolError.InvalidRequestUri("a code was issued for this request_uri before"));
    }

    // A pushed request is used up by its code, both or neither (RFC 9126 §7.3).
    private async Task<bool> SaveAsync(PendingAuthorization pending, CancellationToken ct)
    {
        if (pending.PushedHash is null)
        {
            await db.SaveChangesAsync(ct);
            return true;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await pendings.TryConsumeAsync(pending, ct))
        {
            return false;
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }
}
