using IdentityProvider.Access;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Smart;

namespace IdentityProvider.Connect;

/// <summary>The app was opened by an EHR: what does it say is open there? Nobody is asked (SMART App Launch 2.2 §2.0.3).</summary>
internal sealed class EhrLaunchStep(Launches launches, FhirServers servers) : IAuthorizeStep
{
    /// <summary>One answer for every way in which a launch is not there for this app: nobody learns which launches exist.</summary>
    public static readonly ProtocolError NotThere = ProtocolError.InvalidRequest("the launch is unknown, used or expired; open the app again from the EHR");

    private static readonly ProtocolError NotYours = ProtocolError.AccessDenied("the EHR opened the app for another user or clinic");

    public async Task<AuthorizeStepAnswer> LookAsync(AuthorizeTurn turn, CancellationToken ct)
    {
        if (!turn.Scope.Contains(SmartScopes.Launch))
        {
            return new AuthorizeStepAnswer.Done(turn);
        }

        if (await launches.FindAsync(turn.Request.Launch, ct) is not { } launch
            || await servers.FindAsync(turn.Request, turn.Client, ct) is not { } fhirBase
            || !IsThereFor(launch, turn, fhirBase))
        {
            return new AuthorizeStepAnswer.Refuse(NotThere);
        }

        return launch.IsFor(await servers.SubjectAtAsync(fhirBase, turn.Session.UserId, ct), turn.Membership?.ClinicId)
            ? new AuthorizeStepAnswer.Done(turn with { Launch = LaunchContext.Read(launch.Context), LaunchId = launch.Id })
            : new AuthorizeStepAnswer.Refuse(NotYours);
    }

    private static bool IsThereFor(Launch launch, AuthorizeTurn turn, Resource fhirBase) =>
        launch.IsOpenTo(turn.Pending.CreatedAt)
        && launch.FhirBase == fhirBase.Id

        // Whoever ran the server before speaks for its records no more.
        && launch.CreatedBy == fhirBase.OwnerClientId
        && (launch.ClientId is null || launch.ClientId == turn.Client.Id);
}
