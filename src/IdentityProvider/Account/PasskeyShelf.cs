using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Devices;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;

namespace IdentityProvider.Account;

/// <summary>Adding and removing one's own passkeys. Whoever owns the account is told of either. The caller saves.</summary>
public sealed class PasskeyShelf(PasskeyCeremonies ceremonies, RecoveryCodes recoveryCodes, PasskeyRemoval removal, Sessions sessions, ChangeNotices notices, AuditLog audit)
{
    public Task<PasskeyQuestion> AskAsync(HttpContext http, AccountVisit visit) =>
        ceremonies.AskToRegisterAsync(http, visit.Session.Id, visit.User.Id, visit.User.Email!, visit.User.DisplayName);

    /// <summary>Judges what the device made and puts it on file.</summary>
    public async Task<PasskeyAnswer> AddAsync(HttpContext http, AccountVisit visit, PasskeyReply reply)
    {
        var binding = new PasskeyBinding(PasskeyPurpose.Registration, visit.Session.Id, visit.User.Id);
        var answer = await ceremonies.RegisterAsync(http, binding, reply, make => make ?? BrowserSighting.Of(http.Request.Headers.UserAgent, network: "").Words);
        if (!answer.IsAccepted)
        {
            audit.Record(new PasskeyRefused(answer.Refusal!.Value), visit.User.Id, sessionId: visit.Session.Id);
            return answer;
        }

        // Making it verified its holder, so it is proven in this session too: nobody is asked for a second factor right away.
        sessions.Strengthen(http, visit.Session, [new Proof(ProofKind.Passkey, visit.Now)]);
        await recoveryCodes.MakeFirstAsync(visit.User.Id, http.RequestAborted);
        audit.Record(new Audit.PasskeyAdded(answer.Passkey.Id), visit.User.Id, sessionId: visit.Session.Id);
        notices.Tell(visit, new Delivery.PasskeyAdded(visit.Now, answer.Passkey.Name));
        return answer;
    }

    public Task RemoveAsync(AccountVisit visit, Passkey passkey, CancellationToken ct) =>
        removal.RemoveAsync(new FactorRemoval.Owner(visit.User, visit.Language, visit.Home, visit.Session.StartedAt), passkey, byPractice: false, ct);
}
