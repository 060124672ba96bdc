using IdentityProvider.Protocol.Jose;

namespace IdentityProvider.Protocol;

/// <summary>
/// The FAPI 2.0 Security Profile, for clients that are held to it. What it asks of a single request stands with that request:
/// <see cref="Client.MustPush"/>, <see cref="Client.MustUsePkce"/>, <see cref="ClientAssertion"/>, <see cref="RequestObject"/>,
/// <see cref="DpopBinding"/>, <see cref="Client.RotatesRefreshTokens"/>. Here is what it asks of the client.
/// </summary>
public static class Fapi2
{
    /// <summary>
    /// Why a client of the profile gets nothing at all, or null: it was registered in a way that the profile has no place for, and
    /// weaker rules than the ones it counts on must not be what it gets.
    /// </summary>
    public static ProtocolError? FirstBroken(Client client) =>
        client.Profile != SecurityProfile.Fapi2 ? null
        : client.AuthMethod != ClientAuthMethod.PrivateKeyJwt ? ProtocolError.UnauthorizedClient("FAPI 2.0 wants a client registered for private_key_jwt")
        : !IsStrong(client.IdTokenAlgorithm) || !IsStrong(client.AccessTokenAlgorithm) ? ProtocolError.UnauthorizedClient("FAPI 2.0 wants tokens signed with PS256 or ES256")
        : null;

    // §5.4.1
    private static bool IsStrong(string algorithm) => SigningAlgorithm.Find(algorithm) is { IsFapi: true };
}
