namespace IdentityProvider.Protocol.Registration;

/// <summary>The wire names of <see cref="ClientAuthMethod"/>: token_endpoint_auth_method (RFC 7591 §2, OpenID Connect Core §9).</summary>
public static class AuthMethodNames
{
    public static string NameOf(ClientAuthMethod method) => method switch
    {
        ClientAuthMethod.None => "none",
        ClientAuthMethod.ClientSecretBasic => "client_secret_basic",
        ClientAuthMethod.ClientSecretPost => "client_secret_post",
        ClientAuthMethod.PrivateKeyJwt => "private_key_jwt",
    };

    /// <summary>The method of this name, or null when it is not offered.</summary>
    public static ClientAuthMethod? Find(string name)
    {
        foreach (var method in Enum.GetValues<ClientAuthMethod>())
        {
            if (NameOf(method) == name)
            {
                return method;
            }
        }

        return null;
    }

    /// <summary>Whether it goes with a secret that we draw.</summary>
    public static bool NeedsSecret(ClientAuthMethod method) => method is ClientAuthMethod.ClientSecretBasic or ClientAuthMethod.ClientSecretPost;
}
