using IdentityProvider.Audit;
using IdentityProvider.Clients;
using IdentityProvider.Storage;

namespace IdentityProvider.Admin;

/// <summary>Registration tokens that approve apps beforehand, for those whom that concerns: an owner sees and ends what lets apps into the own clinic.</summary>
public sealed class ApprovingTokens(InitialAccessTokens tokens, AuditLog audit, IdpDbContext db)
{
    public Task<IReadOnlyList<ApprovingToken>> OfClinicAsync(AdminVisit visit, CancellationToken ct) => tokens.ApprovingAsync(visit.Clinic.Id, ct);

    public Task<IReadOnlyList<ApprovingToken>> AllAsync(CancellationToken ct) => tokens.ApprovingAsync(clinicId: null, ct);

    /// <returns>False when there is no such token at this clinic (any more).</returns>
    public async Task<bool> RevokeAsync(AdminVisit visit, Guid id, CancellationToken ct)
    {
        if (!await tokens.RevokeApprovingAsync(visit.Clinic.Id, id, ct))
        {
            return false;
        }

        audit.Record(new InitialAccessTokenRevoked(id), visit.Admin.Id, visit.Clinic.Id, sessionId: visit.Session.Id);
        await db.SaveChangesAsync(ct);
        return true;
    }

    /// <returns>False when there is no such token (any more).</returns>
    public async Task<bool> RevokeAsync(PlatformVisit visit, Guid id, CancellationToken ct)
    {
        if (!await tokens.RevokeApprovingAsync(clinicId: null, id, ct))
        {
            return false;
        }

        audit.Record(new InitialAccessTokenRevoked(id), visit.Operator.Id, sessionId: visit.Session.Id);
        await db.SaveChangesAsync(ct);
        return true;
    }
}
