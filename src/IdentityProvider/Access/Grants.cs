using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Access;

/// <summary>The door to grants, their codes and their refresh tokens. Spending one is <see cref="GrantRedemption"/>'s.</summary>
public sealed class Grants(IdpDbContext db, Subjects subjects, PolicyFloor floor, AuditLog audit, TimeProvider clock)
{
    /// <summary>Stores a grant. The caller saves.</summary>
    public void Add(Grant grant, Client client)
    {
        grant.KnowAs(subjects.PairwiseOf(grant.UserId, client));
        db.Grants.Add(grant);
    }

    /// <summary>Holds what a grant is about to be given on (<see cref="GrantHold"/>). The caller has it in one transaction with the grant.</summary>
    public Task<bool> HoldAsync(Grant grant, bool needsConsent, CancellationToken ct) => db.HoldAsync(grant, needsConsent, clock.GetUtcNow(), ct);

    /// <summary>Stores a grant and the code for it. The caller saves.</summary>
    /// <param name="dpopKey">Thumbprint of the key that the token request must prove; null for any or none.</param>
    /// <returns>The code. Only its hash is kept.</returns>
    public string Begin(Grant grant, Client client, AuthorizeRequest request, string? dpopKey)
    {
        var (code, hash) = RandomToken.Draw();
        Add(grant, client);
        db.AuthorizationCodes.Add(
            new AuthorizationCode(hash, grant.Id, request.RedirectUri, request.CodeChallenge, request.Nonce, clock.GetUtcNow()) { DpopKey = dpopKey });
        return code;
    }

    /// <summary>
    /// Whether the policies of today accept what was proven for a grant. One that they do not accept ends here, whether whoever asks waits for that or not.
    /// </summary>
    public async Task<bool> MeetPolicyAsync(StandingGrant grant)
    {
        var isMet = grant.MeetsPolicy(floor, clock.GetUtcNow());
        if (!isMet)
        {
            await EndNowAsync(grant.Id, GrantEnd.PolicyTightened, CancellationToken.None);
        }

        return isMet;
    }

    /// <summary>Ends a grant, and with it every token of it, and saves. Of any number of requests that see a reason at once, one ends it, and it is recorded once.</summary>
    /// <returns>The grant, for the request that ended it; null for the others.</returns>
    public Task<Grant?> EndNowAsync(Guid grantId, GrantEnd reason, CancellationToken ct) => EndAsync(
        $"""
        update grants as g set ended_at = {clock.GetUtcNow()}, end_reason = {reason.ToString()}
         where g.id = {grantId} and g.ended_at is null returning g.*
        """,
        reason, ct);

    /// <summary>
    /// The same for a refresh token that came again, as far as it is spent at this very moment. One that is just being taken back (<see cref="Unspending"/>)
    /// is waited for: its retry is no theft.
    /// </summary>
    public Task<Grant?> EndForReuseOfTokenAsync(string token, CancellationToken ct) => EndAsync(
        $"""
        update grants as g set ended_at = {clock.GetUtcNow()}, end_reason = {nameof(GrantEnd.RefreshTokenReused)}
          from (select grant_id from refresh_tokens where hash = {RandomToken.HashOf(token)} and spent_at is not null for share) as spent
         where g.id = spent.grant_id and g.ended_at is null returning g.*
        """,
        GrantEnd.RefreshTokenReused, ct);

    /// <summary>The same for a code.</summary>
    public Task<Grant?> EndForReuseOfCodeAsync(string code, CancellationToken ct) => EndAsync(
        $"""
        update grants as g set ended_at = {clock.GetUtcNow()}, end_reason = {nameof(GrantEnd.CodeReused)}
          from (select grant_id from authorization_codes where hash = {RandomToken.HashOf(code)} and redeemed_at is not null for share) as redeemed
         where g.id = redeemed.grant_id and g.ended_at is null returning g.*
        """,
        GrantEnd.CodeReused, ct);

    /// <summary>The grant of a refresh token, spent or not, for its own client; null for anything else.</summary>
    public async Task<RefreshTokenState?> FindRefreshTokenAsync(string token, Client client, CancellationToken ct)
    {
        if (RandomToken.HashOf(token) is not { } hash)
        {
            return null;
        }

        return await (from stored in db.RefreshTokens.AsNoTracking()
                      join grant in db.Grants on stored.GrantId equals grant.Id
                      where stored.Hash == hash && grant.ClientId == client.Id
                      select new RefreshTokenState(grant.Id, grant.Scopes, grant.Resources, grant.DpopKey, stored.SpentAt != null)).SingleOrDefaultAsync(ct);
    }

    /// <summary>A code, redeemed or not, for its own client; null for anything else.</summary>
    public async Task<CodeState?> FindCodeAsync(string code, Client client, CancellationToken ct)
    {
        if (RandomToken.HashOf(code) is not { } hash)
        {
            return null;
        }

        return await (from stored in db.AuthorizationCodes.AsNoTracking()
                      join grant in db.Grants on stored.GrantId equals grant.Id
                      where stored.Hash == hash && grant.ClientId == client.Id
                      select new CodeState(stored.RedeemedAt != null)).SingleOrDefaultAsync(ct);
    }

    private async Task<Grant?> EndAsync(FormattableString statement, GrantEnd reason, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Grants.FromSql(statement).AsNoTracking().ToListAsync(ct) is not [var grant])
        {
            return null;
        }

        var clinicId = grant.MembershipId is null ? null : await ClinicOfAsync(grant, ct);
        audit.Record(EventOf(grant, reason), grant.UserId, clinicId, grant.ClientId, attemptId: null, grant.SessionId);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return grant;
    }

    // The clinic's log has the end of what it saw given.
    private Task<Guid?> ClinicOfAsync(Grant grant, CancellationToken ct) =>
        db.Memberships.Where(m => m.Id == grant.MembershipId).Select(m => (Guid?)m.ClinicId).FirstOrDefaultAsync(ct);

    private static AuditEvent EventOf(Grant grant, GrantEnd reason) => reason switch
    {
        GrantEnd.CodeReused => new AuthorizationCodeReused(grant.Id),
        GrantEnd.RefreshTokenReused => new RefreshTokenReused(grant.Id),
        GrantEnd.RevokedByClient or GrantEnd.PolicyTightened or GrantEnd.RevokedByUser or GrantEnd.SignedOutEverywhere or GrantEnd.EndedByAdmin
            or GrantEnd.ApprovalWithdrawn or GrantEnd.RecordTakenAway or GrantEnd.PasswordReset or GrantEnd.Disavowed => new TokenRevoked(grant.Id),
    };
}

/// <summary>An authorization code as it is found again after it was refused.</summary>
public sealed record CodeState(bool IsRedeemed);

/// <summary>A refresh token as it is found again after it was refused.</summary>
public sealed record RefreshTokenState(
    Guid GrantId, IReadOnlyList<string> Scopes, IReadOnlyList<string> Resources, string? DpopKey, bool IsSpent);
