using System.Collections.Immutable;
using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.Storage;

namespace IdentityProvider.Developers;

/// <summary>Something in the form that cannot be saved.</summary>
/// <param name="Field">Name of the field in <see cref="AppForm"/>.</param>
/// <param name="Text">Key of the sentence in the texts.</param>
public sealed record AppFormError(string Field, string Text, string? Value = null);

/// <summary>Judges a form by the rules that the registration endpoint has too, and writes the app.</summary>
public sealed class AppSaving(ClientRules rules, ClientDesk desk, AppChanges changes, NamedClinics clinics, AuditLog audit, IdpDbContext db)
{
    // Members whose field has another name than theirs.
    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["redirect_uris"] = nameof(AppForm.RedirectUris),
        ["post_logout_redirect_uris"] = nameof(AppForm.PostLogoutRedirectUris),
        ["client_name"] = nameof(AppForm.Name),
        ["jwks"] = nameof(AppForm.Jwks),
        ["jwks_uri"] = nameof(AppForm.JwksUri),
        ["launch_uri"] = nameof(AppForm.LaunchUri),
        ["initiate_login_uri"] = nameof(AppForm.InitiateLoginUri),
        ["backchannel_logout_uri"] = nameof(AppForm.BackChannelLogoutUri),
        ["sector_identifier_uri"] = nameof(AppForm.SectorIdentifierUri),
        ["token_endpoint_auth_method"] = nameof(AppForm.AuthMethod),
        ["id_token_signed_response_alg"] = nameof(AppForm.IdTokenAlgorithm),
        ["require_pkce"] = nameof(AppForm.SkipsPkce),
        ["client_uri"] = nameof(AppForm.ClientUri),
        ["logo_uri"] = nameof(AppForm.LogoUri),
        ["policy_uri"] = nameof(AppForm.PolicyUri),
        ["tos_uri"] = nameof(AppForm.TosUri),
        ["contacts"] = nameof(AppForm.Contacts),
        ["scope"] = nameof(AppForm.Scopes),
    };

    /// <summary>What the form asks for, or what is wrong with it.</summary>
    /// <param name="known">The app so far; null for a new one.</param>
    public async Task<(ClientMetadata Metadata, Reach Wanted, ImmutableArray<AppFormError> Errors)> ReadAsync(AppForm form, ClientMetadata? known, CancellationToken ct)
    {
        var scopes = Scope.Parse(string.Join(' ', AppForm.List(form.Scopes)));
        var metadata = form.ToMetadata(known) with { Scopes = scopes ?? Scope.None };
        var errors = ImmutableArray.CreateBuilder<AppFormError>();
        errors.AddRange((await rules.ProblemsAsync(metadata, ct)).Select(ErrorOf));
        if (scopes is null)
        {
            errors.Add(new AppFormError(nameof(AppForm.Scopes), $"Fault.{MetadataFault.ForbiddenCharacter}"));
        }

        var (named, unknown) = await clinics.FindAsync(form.Clinics, ct);
        if (unknown is not null && !form.EveryClinic)
        {
            errors.Add(new AppFormError(nameof(AppForm.Clinics), "Form.UnknownClinic", unknown));
        }

        var wanted = new Reach
        {
            Scopes = metadata.Scopes!.Values,
            Staff = form.Staff,
            Patients = form.Patients,
            EveryClinic = form.EveryClinic,
            Clinics = form.EveryClinic ? [] : named,
        };
        return (metadata, wanted, [.. errors.DistinctBy(error => error.Field)]);
    }

    public Task<bool> HasRoomAsync(DeveloperVisit visit, CancellationToken ct) => desk.HasRoomAsync(visit.User.Id, ct);

    /// <summary>Registers what was read. Nobody has approved anything yet.</summary>
    public async Task<(DeveloperClient Made, string? Secret)> RegisterAsync(DeveloperVisit visit, ClientMetadata metadata, Reach wanted, CancellationToken ct)
    {
        var made = await desk.RegisterAsync(metadata, visit.User.Id, wanted, Reach.Nothing, ct);
        audit.Record(new ClientRegistered(ByProgram: false), visit.User.Id, clientId: made.Made.Client.Id, sessionId: visit.Session.Id);
        await db.SaveChangesAsync(ct);
        return made;
    }

    public async Task<string?> ChangeAsync(DeveloperVisit visit, DeveloperClient app, ClientMetadata metadata, Reach wanted, CancellationToken ct)
    {
        var secret = await changes.ChangeAsync(app, metadata, wanted, visit.User.Id, visit.Session.Id, ct);
        await db.SaveChangesAsync(ct);
        return secret;
    }

    private static AppFormError ErrorOf(MetadataProblem problem) => new(Fields.GetValueOrDefault(problem.Member, ""), $"Fault.{problem.Fault}");
}
