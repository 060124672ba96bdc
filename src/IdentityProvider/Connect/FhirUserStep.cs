using IdentityProvider.Access;
using IdentityProvider.Protocol.Smart;

namespace IdentityProvider.Connect;

/// <summary>Who is the user on the FHIR server? Nobody is asked; where nobody has written it down, the scope is not granted.</summary>
internal sealed class FhirUserStep(FhirServers servers, FhirIdentities identities) : IAuthorizeStep
{
    public async Task<AuthorizeStepAnswer> LookAsync(AuthorizeTurn turn, CancellationToken ct)
    {
        if (!turn.Scope.Contains(SmartScopes.FhirUser))
        {
            return new AuthorizeStepAnswer.Done(turn);
        }

        var identity = turn.Membership is { } membership && await servers.FindAsync(turn.Request, turn.Client, ct) is { } fhirBase
            ? await identities.FindAsync(membership.Id, fhirBase.Id, ct)
            : null;
        return new AuthorizeStepAnswer.Done(identity is null
            ? turn with { Scope = turn.Scope.Without(SmartScopes.FhirUser) }
            : turn with { Launch = (turn.Launch ?? new LaunchContext { FhirBase = identity.FhirBase }) with { FhirUser = identity.Url } });
    }
}
