using IdentityProvider.Audit;
using IdentityProvider.Factors;
using IdentityProvider.Phones;
using IdentityProvider.SignIn;
using IdentityProvider.SignIn.PhoneReset;
using IdentityProvider.Users;
using ApprovedNotice = IdentityProvider.Delivery.PhoneResetApprovedByOperator;
using RefusedNotice = IdentityProvider.Delivery.PhoneResetRefused;

namespace IdentityProvider.Recovery;

public enum PhoneErrand
{
    Decided,

    /// <summary>The person has not asked, or it was decided.</summary>
    NobodyWaits,

    /// <summary>Somebody at a practice of theirs may decide, and knows them better.</summary>
    AnAdminDecides,

    /// <summary>No phone is on file that another one could replace.</summary>
    NoPhone,

    /// <summary>Whoever changed the address a minute ago would read the letters that are to warn the owner.</summary>
    AddressTooNew,
}

/// <summary>
/// What an operator decides about another phone for somebody whom no admin may decide for: the only admin of a practice, or who belongs to practices that
/// no one admin looks after. An approval counts after a day, and the mail of it has a link that stops it. The caller saves.
/// </summary>
public sealed class OperatorPhoneResets(
    PhoneResets resets, LostEverything lost, PhoneResetLetters letters, UserFactors factors, AuditLog audit, TimeProvider clock)
{
    /// <summary>Whether nobody at a practice of theirs may decide.</summary>
    public async Task<bool> IsOursAsync(User user, CancellationToken ct) => (await lost.AdminsOfAsync(user, ct)).Count == 0;

    /// <param name="checkId">How the operator made sure who it is, as kept (Reasons).</param>
    public async Task<PhoneErrand> ApproveAsync(User user, Guid checkId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (request, problem) = await FindAsync(user, now, ct);
        if (request is null)
        {
            return problem;
        }

        if ((await factors.OfAsync(user.Id, ct)).All.All(factor => factor.PhoneId is null))
        {
            return PhoneErrand.NoPhone;
        }

        if (!user.EmailMayRecover(now))
        {
            return PhoneErrand.AddressTooNew;
        }

        request.ApproveByOperator(checkId, now);
        audit.Record(new PhoneResetApproved(request.Id, checkId), user.Id);
        var notice = new ApprovedNotice(now, request.WorksFrom!.Value, request.ExpiresAt);
        await letters.ToEverywhereAsync(user, clinic: null, LanguageOf(user), notice, request.AskedAt, ct);
        return problem;
    }

    /// <param name="whyId">Why not, as kept (Reasons).</param>
    public async Task<PhoneErrand> RefuseAsync(User user, Guid whyId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (request, problem) = await FindAsync(user, now, ct);
        if (request is not null)
        {
            request.Refuse(adminId: null, whyId, now);
            audit.Record(new PhoneResetRefused(request.Id, whyId), user.Id);
            letters.ToAddress(user, clinic: null, LanguageOf(user), new RefusedNotice(now));
        }

        return problem;
    }

    private async Task<(PhoneResetRequest? Request, PhoneErrand Problem)> FindAsync(User user, DateTimeOffset now, CancellationToken ct) =>
        await resets.LastOfAsync(user.Id, ct) is not { } last || !last.IsOpen(now) ? (null, PhoneErrand.NobodyWaits)
        : !await IsOursAsync(user, ct) ? (null, PhoneErrand.AnAdminDecides)
        : (last, PhoneErrand.Decided);

    private static string LanguageOf(User user) => user.Language ?? Web.Languages.English;
}
