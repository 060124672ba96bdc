using IdentityProvider.Access;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;

namespace IdentityProvider.Connect;

/// <summary>
/// The end of an authorization request that went well: a grant, and a code for it. With them the stored request and the launch are used up, and the
/// session and the record are held to be still the user's, all in one transaction: a code, or nothing has happened.
/// </summary>
internal sealed class CodeIssuing(Grants grants, Launches launches, PendingAuthorizations pendings, TokenAudiences audiences, FhirIdentities identities, IdpDbContext db)
{
    private static readonly ProtocolError TakenAway = ProtocolError.AccessDenied("the record is not one that this user may open");

    // Whoever ended everything a moment ago meant this one too. An honest app asks again, and then its user is asked.
    private static readonly ProtocolError Ended = ProtocolError.LoginRequired("what the user was signed in with has ended meanwhile");

    /// <summary>Why there is no code: the stored request gave one already.</summary>
    public static readonly ProtocolError Used = ProtocolError.InvalidRequestUri("a code was issued for this request before");

    public async Task<Parsed<IssuedAuthorization>> IssueAsync(AuthorizeTurn turn, SignInDemand demand, CancellationToken ct)
    {
        // The door has said that fresh proofs suffice at this moment, so they amount to something.
        var assurance = Assurance.Of(turn.Session.Proofs, demand.ProofsNotBefore(turn.Now))!;
        var grant = new Grant(turn.Client, turn.Session, turn.Membership?.Id, turn.Scope, assurance, turn.Now)
        {
            Resources = audiences.Granted(turn.Request, turn.Client, turn.Scope).Uris,
            RequestedClaims = turn.Claims.ToJson(),
            Launch = turn.Launch?.For(turn.Scope)?.ToJson(),
        };
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await FirstBrokenAsync(turn, grant, ct) is { } broken)
        {
            return broken;
        }

        var code = grants.Begin(grant, turn.Client, turn.Request, turn.Pending.DpopKey ?? turn.Request.DpopKey);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return new IssuedAuthorization(code);
    }

    // A request that was answered at once is not stored: its address is the app's, which makes a new one each time.
    private async Task<ProtocolError?> FirstBrokenAsync(AuthorizeTurn turn, Grant grant, CancellationToken ct) =>
        !await grants.HoldAsync(grant, needsConsent: turn.Client.IsThirdParty, ct) ? Ended
        : pendings.IsKept(turn.Pending) && !await pendings.TryConsumeAsync(turn.Pending, ct) ? Used
        : turn.LaunchId is { } launch && !await launches.TryConsumeAsync(launch, ct) ? EhrLaunchStep.NotThere
        : !await identities.HoldAsync(grant, ct) ? TakenAway
        : null;
}

/// <summary>The code that goes to the app.</summary>
internal sealed record IssuedAuthorization(string Code)
{
    public override string ToString() => nameof(IssuedAuthorization);
}
