using IdentityProvider.Access;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>Which APIs a client's tokens may be for (RFC 8707): those that are registered, and this server itself.</summary>
internal sealed class TokenAudiences(RegisteredResources resources, IOptions<ServerOptions> server)
{
    private static readonly ProtocolError Unknown = ProtocolError.InvalidTarget("no resource of that URI is registered for this client");

    /// <summary>Whether a client may ask for these at all.</summary>
    public async Task<ProtocolError?> FirstBrokenAsync(TargetResources asked, Client client, CancellationToken ct)
    {
        foreach (var uri in asked.Uris.Where(uri => !IsDefaultOf(client, uri)))
        {
            if (await resources.FindAsync(uri, ct) is not { } resource || !Share(resource, client))
            {
                return Unknown;
            }
        }

        return null;
    }

    /// <summary>
    /// What a grant's tokens may be aimed at; none for the client's default. SMART's <c>aud</c> takes the place of that default, so that with
    /// openid userinfo stays open beside the FHIR server.
    /// </summary>
    public TargetResources Granted(AuthorizeRequest request, Client client, Scope scope) =>
        request.FhirBase is not { } fhirBase ? request.Resources
        : request.Resources.IsEmpty ? DefaultOf(client with { DefaultAudience = fhirBase }, scope)
        : TargetResources.Of(request.Resources.Uris.Append(fhirBase).Distinct(StringComparer.Ordinal));

    /// <summary>Whether they all serve the clinic that a user signed in for. Whoever signed in for none is served by those of every clinic alone.</summary>
    public async Task<bool> ServeAsync(TargetResources asked, Guid? clinicId, CancellationToken ct)
    {
        foreach (var uri in asked.Uris)
        {
            if (await resources.FindAsync(uri, ct) is { ServesEveryClinic: false } resource && !(clinicId is { } clinic && resource.Clinics.Contains(clinic)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What one token of a grant is for.</summary>
    public Parsed<TargetResources> Within(StandingGrant grant, Client client, TargetResources asked) => Within(grant.Resources, grant.Scope, client, asked);

    /// <summary>The same for a grant of which only this is known.</summary>
    public Parsed<TargetResources> Within(IReadOnlyList<string> granted, Scope scope, Client client, TargetResources asked) =>
        asked.Within(granted.Count > 0 ? TargetResources.Of(granted) : DefaultOf(client, scope)).IsBroken(out var error, out var audience) ? error : ForOneToken(audience);

    /// <inheritdoc cref="TargetResources.ForOneToken"/>
    public Parsed<TargetResources> ForOneToken(TargetResources audience) => audience.ForOneToken(server.Value.Issuer);

    public TargetResources DefaultOf(Client client, Scope scope) => TargetResources.DefaultOf(client, scope, server.Value.Issuer);

    /// <summary>The two defaults that a grant without resources can have, by whether its scope has openid.</summary>
    public DefaultTargets DefaultsOf(Client client) => new(DefaultOf(client, Scope.None), DefaultOf(client, Scope.Of([Scope.OpenId])));

    /// <summary>Whether a client runs one of the APIs that a token is for. This server itself is nobody's.</summary>
    public async Task<bool> AreRunByAsync(Client client, TargetResources audience, CancellationToken ct)
    {
        foreach (var uri in audience.Uris.Where(uri => uri != server.Value.Issuer))
        {
            if (await resources.FindAsync(uri, ct) is { } resource && resource.OwnerClientId == client.Id)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsDefaultOf(Client client, string uri) => uri == server.Value.Issuer || uri == client.DefaultAudience;

    // A token for an API of more clinics than the client's is safe to give: it names the clinics that count (AccessToken.ClinicsClaim, or the user's).
    private static bool Share(Resource resource, Client client) =>
        resource.ServesEveryClinic || client.ServesEveryClinic || resource.Clinics.Any(clinic => client.Clinics.Contains(clinic));
}
