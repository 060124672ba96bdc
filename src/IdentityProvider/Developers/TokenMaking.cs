using IdentityProvider.Audit;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.Storage;

namespace IdentityProvider.Developers;

/// <summary>Makes initial access tokens, with the approval that their maker may give.</summary>
public sealed class TokenMaking(InitialAccessTokens tokens, NamedClinics clinics, AppMakers makers, AuditLog audit, IdpDbContext db)
{
    private const int LongestName = 80;

    public async Task<ApprovalPowers> PowersAsync(DeveloperVisit visit, CancellationToken ct) =>
        await makers.PowersAsync(visit.User.Id, ct) ?? new ApprovalPowers(Everywhere: false, []);

    /// <returns>The token, to be shown once; or what is wrong.</returns>
    public async Task<(string? Token, IReadOnlyList<AppFormError> Errors)> MakeAsync(DeveloperVisit visit, ApprovalPowers powers, TokenForm form, CancellationToken ct)
    {
        var errors = Check(form).ToList();
        if (!await tokens.HasRoomAsync(visit.User.Id, ct))
        {
            errors.Add(new AppFormError(nameof(TokenForm.Name), "Tokens.TooMany", $"{InitialAccessTokens.MostLive}"));
        }

        var (approved, mistake) = form.Approves ? await ApprovalAsync(form, powers, ct) : (Reach.Nothing, null);
        if (mistake is not null)
        {
            errors.Add(mistake);
        }

        if (errors.Count > 0)
        {
            return (null, errors);
        }

        var (token, stored) = tokens.Issue(form.Name!.Trim(), visit.User.Id, approved, new TokenLimits(form.Uses!.Value, TimeSpan.FromDays(form.Days!.Value)));
        audit.Record(new InitialAccessTokenIssued(stored.Id, stored.UsesLeft, form.Approves), visit.User.Id, sessionId: visit.Session.Id);
        await db.SaveChangesAsync(ct);
        return (token, []);
    }

    public async Task RevokeAsync(DeveloperVisit visit, Guid id, CancellationToken ct)
    {
        if (await tokens.RevokeAsync(visit.User.Id, id, ct))
        {
            audit.Record(new InitialAccessTokenRevoked(id), visit.User.Id, sessionId: visit.Session.Id);
            await db.SaveChangesAsync(ct);
        }
    }

    private static IEnumerable<AppFormError> Check(TokenForm form)
    {
        if (string.IsNullOrWhiteSpace(form.Name) || form.Name.Trim().Length > LongestName || !PlainText.IsPlain(form.Name.Trim()))
        {
            yield return new(nameof(TokenForm.Name), "Tokens.NameRule");
        }

        if (form.Uses is not (>= 1 and <= InitialAccessTokens.MostUses))
        {
            yield return new(nameof(TokenForm.Uses), "Tokens.UsesRule", $"{InitialAccessTokens.MostUses}");
        }

        if (form.Days is not { } days || days < 1 || TimeSpan.FromDays(days) > InitialAccessTokens.LongestLife)
        {
            yield return new(nameof(TokenForm.Days), "Tokens.DaysRule", $"{(int)InitialAccessTokens.LongestLife.TotalDays}");
        }
    }

    private async Task<(Reach Approved, AppFormError? Mistake)> ApprovalAsync(TokenForm form, ApprovalPowers powers, CancellationToken ct)
    {
        var (named, unknown) = await clinics.FindAsync(form.Clinics, ct);
        var scopes = Scope.Parse(string.Join(' ', AppForm.List(form.Scopes)));
        var approved = new Reach
        {
            Scopes = scopes?.Values ?? [],
            Staff = form.Staff,
            Patients = form.Patients,
            EveryClinic = form.EveryClinic,
            Clinics = form.EveryClinic ? [] : named,
        };
        return (approved,
            scopes is null ? new AppFormError(nameof(TokenForm.Scopes), $"Fault.{MetadataFault.ForbiddenCharacter}")
            : unknown is not null && !form.EveryClinic ? new AppFormError(nameof(TokenForm.Clinics), "Form.UnknownClinic", unknown)
            : !powers.Everywhere && (approved with { EveryClinic = false }).NeedsOperator ? new AppFormError(nameof(TokenForm.Scopes), "Tokens.ForOperators")
            : !powers.Reach(approved) ? new AppFormError(nameof(TokenForm.Clinics), "Tokens.NotYours")
            : approved.IsEmpty || !(approved.Staff || approved.Patients) ? new AppFormError(nameof(TokenForm.Clinics), "Tokens.ApprovesNobody")
            : null);
    }
}
