using IdentityProvider.Access;
using IdentityProvider.Clients;
using IdentityProvider.Clinics;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Smart;

namespace IdentityProvider.Connect;

/// <summary>
/// The app needs to know whose record it opens (SMART App Launch 2.2 §2.0.6). A patient with one record has it; somebody who looks after
/// several chooses here; staff choose at the EHR, which has the list of patients. Whoever has none gets no scope about one.
/// </summary>
internal sealed class ChoosePatientStep(FhirServers servers, FhirIdentities identities, Launches launches) : IAuthorizeStep
{
    public const string Page = "/connect/choose-patient";

    private static readonly ProtocolError NotSilently = ProtocolError.InteractionRequired("the user has to choose a patient");

    public async Task<AuthorizeStepAnswer> LookAsync(AuthorizeTurn turn, CancellationToken ct)
    {
        // Whoever said no on the page goes on to hear it as the answer of the whole request.
        if (!turn.Scope.NeedsPatient() || turn.Launch?.Patient is not null || turn.Answers is { Denied: true })
        {
            return new AuthorizeStepAnswer.Done(turn);
        }

        // Where no FHIR server is named, a scope that looks like SMART's is one of the client's own API.
        if (await servers.FindAsync(turn.Request, turn.Client, ct) is not { } server)
        {
            return new AuthorizeStepAnswer.Done(turn);
        }

        return turn.Membership switch
        {
            null => new AuthorizeStepAnswer.Done(Without(turn)),
            { Group: RoleGroup.Patient } membership => await OwnRecordAsync(turn, server, membership, ct),
            { ClinicId: var clinicId } => await AtTheEhrAsync(turn, server, clinicId, ct),
        };
    }

    private async Task<AuthorizeStepAnswer> OwnRecordAsync(AuthorizeTurn turn, Resource fhirBase, Membership membership, CancellationToken ct)
    {
        var patients = (await identities.FindAsync(membership.Id, fhirBase.Id, ct))?.Patients ?? [];

        // Only what is the user's own now is taken, whatever was chosen before.
        var chosen = patients.Count == 1 ? patients[0] : patients.FirstOrDefault(patient => patient.Id == turn.Answers?.Patient);
        return chosen is not null ? new AuthorizeStepAnswer.Done(With(turn, new LaunchContext { FhirBase = fhirBase.Id, Patient = chosen.Id }))
            : patients.Count == 0 ? new AuthorizeStepAnswer.Done(Without(turn))
            : new AuthorizeStepAnswer.Ask(Page, NotSilently);
    }

    // The EHR says for whom and in which clinic the patient was chosen: what was chosen in another clinic is another clinic's patient.
    private async Task<AuthorizeStepAnswer> AtTheEhrAsync(AuthorizeTurn turn, Resource fhirBase, Guid clinicId, CancellationToken ct) =>
        await servers.SubjectAtAsync(fhirBase, turn.Session.UserId, ct) is { } subject
        && await launches.FindPickAsync(turn.Pending.Id, fhirBase, subject, clinicId, ct) is { } pick
            ? new AuthorizeStepAnswer.Done(With(turn, LaunchContext.Read(pick.Context)!) with { LaunchId = turn.LaunchId ?? pick.Id })
            : fhirBase.PickerUrl is { } picker ? new AuthorizeStepAnswer.Ask(picker, NotSilently)
            : new AuthorizeStepAnswer.Done(Without(turn));

    // An encounter belongs to a patient, and stands behind a scope of its own.
    private static AuthorizeTurn With(AuthorizeTurn turn, LaunchContext context) => turn with
    {
        // What the EHR said when it opened the app stands; only the patient was missing.
        Launch = turn.Launch is { } launch ? launch with { Patient = context.Patient, Encounter = context.Encounter } : context,
        Scope = context.Encounter is null ? turn.Scope.Without(SmartScopes.LaunchEncounter) : turn.Scope,
    };

    private static AuthorizeTurn Without(AuthorizeTurn turn) => turn with { Scope = turn.Scope.WithoutPatient() };
}
