using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;

namespace IdentityProvider.Account;

/// <summary>Puts a factor on file from the account, once its first code was typed. The caller saves.</summary>
public sealed class FactorAdding(
    UserFactors factors, AuthenticatorKeys keys, RecoveryCodes recoveryCodes, Sessions sessions, ChangeNotices notices, AuditLog audit)
{
    /// <param name="secret">As the page carried it, encrypted.</param>
    /// <param name="step">The time step whose code was typed: it is used up.</param>
    public async Task AddAppAsync(HttpContext http, AccountVisit visit, byte[] secret, long step, CancellationToken ct)
    {
        var factor = factors.AddAuthenticatorApp(visit.User.Id);
        keys.Add(factor.Id, secret, step);
        await FinishAsync(http, visit, factor, Way.AuthenticatorApp, ct);
    }

    public async Task AddEmailAsync(HttpContext http, AccountVisit visit, CancellationToken ct) =>
        await FinishAsync(http, visit, await factors.AddEmailAsync(visit.User.Id, ct), Way.Email, ct);

    // The code that was typed proves the factor in this session as well, as it does when one is set up while signing in.
    private async Task FinishAsync(HttpContext http, AccountVisit visit, Factor factor, Way way, CancellationToken ct)
    {
        factor.Use(visit.Now);
        sessions.Strengthen(http, visit.Session, [new Proof(Ways.ProofOf(way), visit.Now)]);
        await recoveryCodes.MakeFirstAsync(visit.User.Id, ct);
        audit.Record(new Audit.FactorAdded(factor.Id, factor.Kind), visit.User.Id, sessionId: visit.Session.Id);
        notices.Tell(visit, new Delivery.FactorAdded(visit.Now, FactorNames.Of(way)));
    }
}
