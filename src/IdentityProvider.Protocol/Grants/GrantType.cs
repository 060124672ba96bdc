namespace IdentityProvider.Protocol.Grants;

/// <summary>The ways to get a token here (RFC 6749 §1.3). Implicit and password are not among them: both hand tokens or passwords where others can see them (RFC 9700 §2.1.2, §2.4).</summary>
public enum GrantType { AuthorizationCode, RefreshToken, ClientCredentials, DeviceCode }

/// <summary>The wire names of <see cref="GrantType"/>: <c>grant_type</c>, <c>grant_types</c> and <c>grant_types_supported</c>.</summary>
public static class GrantTypes
{
    public static IReadOnlyList<GrantType> All { get; } = Enum.GetValues<GrantType>();

    public static string NameOf(GrantType grant) => grant switch
    {
        GrantType.AuthorizationCode => AuthorizationCodeGrant.Name,
        GrantType.RefreshToken => RefreshTokenGrant.Name,
        GrantType.ClientCredentials => ClientCredentialsGrant.Name,
        GrantType.DeviceCode => "urn:ietf:params:oauth:grant-type:device_code",
    };

    /// <summary>The grant of this name, or null when there is none here.</summary>
    public static GrantType? Find(string? name)
    {
        foreach (var grant in All)
        {
            if (NameOf(grant) == name)
            {
                return grant;
            }
        }

        return null;
    }
}
