using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Protocol;

/// <summary>A device asks for codes, so that somebody signs in for it on another screen (RFC 8628 §3.1).</summary>
public sealed record DeviceAuthorizationRequest(Scope Scope)
{
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

        return Scope.Parse(form["scope"]) switch
        {
            null => ProtocolError.InvalidScope("scope has a character that is not allowed"),
            { IsEmpty: true } => ProtocolError.InvalidScope("scope is required"),
            var scope when !scope.IsWithin(client.Scopes) => ProtocolError.InvalidScope("the client is not registered for every scope it asks for"),
            var scope => new DeviceAuthorizationRequest(scope),
        };
    }
}
