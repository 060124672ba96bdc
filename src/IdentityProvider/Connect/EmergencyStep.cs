using IdentityProvider.Access;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Smart;

namespace IdentityProvider.Connect;

/// <summary>A session for an emergency opens only the apps that the clinic's owner marked, and gives nothing that outlives it.</summary>
internal sealed class EmergencyStep(EmergencyAccesses emergencies) : IAuthorizeStep
{
    private static readonly ProtocolError NotMarked = ProtocolError.AccessDenied("the clinic has not marked this app for emergency access");

    public async Task<AuthorizeStepAnswer> LookAsync(AuthorizeTurn turn, CancellationToken ct)
    {
        if (turn.Session.EmergencyId is null)
        {
            return new AuthorizeStepAnswer.Done(turn);
        }

        return turn.Membership is { } membership && await emergencies.OpensAsync(turn.Client.Id, membership.ClinicId, ct)
            ? new AuthorizeStepAnswer.Done(turn with { Scope = turn.Scope.Without(Scope.OfflineAccess) })
            : new AuthorizeStepAnswer.Refuse(NotMarked);
    }
}
