using System.Collections.Immutable;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Developers;

/// <summary>What an app is asked about, and what follows from what it is.</summary>
public static class AppFields
{
    public static readonly ImmutableArray<ClientKind> Kinds =
        [ClientKind.Web, ClientKind.Browser, ClientKind.Native, ClientKind.Service, ClientKind.Smart, ClientKind.Device];

    public static string IconOf(ClientKind kind) => kind switch
    {
        ClientKind.Web => "server",
        ClientKind.Browser => "world",
        ClientKind.Native => "device-mobile",
        ClientKind.Service => "settings-automation",
        ClientKind.Smart => "stethoscope",
        ClientKind.Device => "device-tv",
    };

    /// <summary>How it can prove who it is; the first is what we propose.</summary>
    public static ImmutableArray<ClientAuthMethod> MethodsOf(ClientKind kind) => kind switch
    {
        ClientKind.Web => [ClientAuthMethod.ClientSecretBasic, ClientAuthMethod.ClientSecretPost, ClientAuthMethod.PrivateKeyJwt],
        ClientKind.Service => [ClientAuthMethod.PrivateKeyJwt, ClientAuthMethod.ClientSecretBasic, ClientAuthMethod.ClientSecretPost],
        ClientKind.Smart => [ClientAuthMethod.None, ClientAuthMethod.PrivateKeyJwt, ClientAuthMethod.ClientSecretBasic],

        // Whatever is on somebody's device or in a browser can be read there, so a secret would be none (RFC 6749 §2.1).
        ClientKind.Browser or ClientKind.Native or ClientKind.Device => [ClientAuthMethod.None],
    };

    public static ImmutableHashSet<GrantType> GrantsOf(ClientKind kind, bool refreshes) => kind switch
    {
        ClientKind.Service => [GrantType.ClientCredentials],
        ClientKind.Device => refreshes ? [GrantType.DeviceCode, GrantType.RefreshToken] : [GrantType.DeviceCode],
        ClientKind.Web or ClientKind.Browser or ClientKind.Native or ClientKind.Smart =>
            refreshes ? [GrantType.AuthorizationCode, GrantType.RefreshToken] : [GrantType.AuthorizationCode],
    };

    public static string DefaultScopesOf(ClientKind kind) => kind switch
    {
        ClientKind.Service => "",
        ClientKind.Smart => "openid fhirUser launch patient/*.rs",
        ClientKind.Web or ClientKind.Browser or ClientKind.Native or ClientKind.Device => "openid profile email offline_access",
    };

    /// <summary>Whether people are sent to it and back in a browser.</summary>
    public static bool IsRedirected(ClientKind kind) => kind is ClientKind.Web or ClientKind.Browser or ClientKind.Native or ClientKind.Smart;

    /// <summary>Whether people sign in to it at all; a service has none.</summary>
    public static bool HasPeople(ClientKind kind) => kind != ClientKind.Service;

    /// <summary>Whether it may have credentials of its own.</summary>
    public static bool MayProveItself(ClientKind kind) => MethodsOf(kind).Length > 1;

    /// <summary>Whether something of it runs on a server that we can call.</summary>
    public static bool HasServer(ClientKind kind) => kind is ClientKind.Web or ClientKind.Smart;
}
