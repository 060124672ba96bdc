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
            || !IsThereFor(launch, turn, await servers.FindAsync(turn.Request, turn.Client, ct)))
        {
            return new AuthorizeStepAnswer.Refuse(NotThere);
        }

        return IsFor(launch, turn)
            ? new AuthorizeStepAnswer.Done(turn with { Launch = LaunchContext.Read(launch.Context), LaunchId = launch.Id })
            : new AuthorizeStepAnswer.Refuse(NotYours);
    }

    private static bool IsThereFor(Launch launch, AuthorizeTurn turn, Resource? fhirBase) =>
        launch.IsOpenTo(turn.Pending.CreatedAt)
        && launch.FhirBase == fhirBase?.Id
        && (launch.ClientId is null || launch.ClientId == turn.Client.Id);

    // A link to the app with somebody else's launch in it would show the record that is open there.
    private static bool IsFor(Launch launch, AuthorizeTurn turn) =>
        (launch.UserId is null || launch.UserId == turn.Session.UserId)
        && (launch.ClinicId is null || launch.ClinicId == turn.Membership?.ClinicId);
}
