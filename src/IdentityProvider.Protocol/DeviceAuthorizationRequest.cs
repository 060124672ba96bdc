using IdentityProvider.Protocol.Grants;
using IdentityProvider.Protocol.Smart;

namespace IdentityProvider.Protocol;

/// <summary>A device asks for codes, so that somebody signs in for it on another screen (RFC 8628 §3.1).</summary>
public sealed record DeviceAuthorizationRequest(Scope Scope)
{
    private static readonly string[] Beginnings = ["patient/", "user/", "system/", "launch/"];

    public static Parsed<DeviceAuthorizationRequest> Parse(RequestParameters form, Client client)
    {
        if (form.FirstBroken("scope") is { } broken)
        {
            return broken;
        }

        if (!client.GrantTypes.Contains(GrantType.DeviceCode))
        {
            return ProtocolError.UnauthorizedClient("the client is not registered for the device flow");
        }

        // FAPI 2.0 Security Profile §5.3.2.1 knows no way to a token by another person's screen (RFC 8628 §5.4).
        if (client.Profile == SecurityProfile.Fapi2)
        {
            return ProtocolError.UnauthorizedClient("a client held to FAPI 2.0 cannot use the device flow");
        }

        return Scope.Parse(form["scope"]) switch
        {
            null => ProtocolError.InvalidScope("scope has a character that is not allowed"),
            { IsEmpty: true } => ProtocolError.InvalidScope("scope is required"),
            var scope when !scope.IsWithin(client.Scopes) => ProtocolError.InvalidScope("the client is not registered for every scope it asks for"),
            var scope when scope.Values.Any(IsAboutRecords) => ProtocolError.InvalidScope("scopes of SMART App Launch are not given to devices"),
            var scope => new DeviceAuthorizationRequest(scope),
        };
    }

    // Here no request names a FHIR server and no step asks whose record it is; and what is a system's no person gives away. By how a scope
    // begins, not by what it says: what we cannot read an API may.
    private static bool IsAboutRecords(string scope) =>
        scope is SmartScopes.FhirUser or SmartScopes.PrepareLaunch or SmartScopes.Launch
        || Beginnings.Any(beginning => scope.StartsWith(beginning, StringComparison.OrdinalIgnoreCase));
}
