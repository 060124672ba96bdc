using System.Collections.Immutable;
using System.Text.Json;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Protocol.Registration;

/// <summary>
/// Reads the body of a registration request (RFC 7591 §2, OpenID Connect Registration 1.0 §2, RFC 9101 §10.5, RFC 9126 §6, RFC 9449 §5.2,
/// RP-Initiated and Back-Channel Logout 1.0). Members it does not know are skipped (RFC 7591 §2). What would promise a protection that is
/// not built (encryption, signed answers, certificates) is refused: skipped, the client would rely on it.
/// </summary>
public static class ClientMetadataReader
{
    private const int LongestSoftware = 200;

    private static readonly string[] Unbuilt =
    [
        "id_token_encrypted_response_alg", "id_token_encrypted_response_enc", "userinfo_signed_response_alg", "userinfo_encrypted_response_alg",
        "userinfo_encrypted_response_enc", "request_object_encryption_alg", "request_object_encryption_enc", "authorization_signed_response_alg",
        "authorization_encrypted_response_alg", "authorization_encrypted_response_enc", "introspection_signed_response_alg",
        "introspection_encrypted_response_alg", "introspection_encrypted_response_enc", "tls_client_auth_subject_dn", "tls_client_auth_san_dns",
        "tls_client_auth_san_uri", "tls_client_auth_san_ip", "tls_client_auth_san_email",
    ];

    /// <param name="body">The JSON document.</param>
    /// <returns>The metadata, read but not judged (<see cref="ClientMetadataRules"/>), or the error of the first member that cannot be read.</returns>
    public static Parsed<ClientMetadata> Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return ProtocolError.InvalidClientMetadata("the body must be a JSON object");
        }

        try
        {
            return Read(new MetadataMembers(body));
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair: the parser takes it, and fails when the text is asked for.
            return ProtocolError.InvalidClientMetadata("the body has a character that is not allowed");
        }
    }

    private static Parsed<ClientMetadata> Read(MetadataMembers members)
    {
        // Redirect URIs before all others: their error has a name of its own.
        var redirectUris = members.Texts("redirect_uris") ?? [];
        var client = Identity(members) with { RedirectUris = redirectUris };
        client = Endpoints(Security(client, members), members);
        Check(members);
        return members.Problem is { } problem ? problem.ToError() : client with { Kind = KindOf(client) };
    }

    private static ClientMetadata Identity(MetadataMembers members) => new()
    {
        Name = members.Text("client_name")?.Trim(),
        IsNative = members.Named<bool>("application_type", false, name => name switch { "native" => true, "web" => false, _ => null }),
        GrantTypes = GrantsOf(members),
        HasCodeResponse = ResponsesOf(members),
        Scopes = ScopesOf(members),
        About = new ClientAbout
        {
            ClientUri = members.Text("client_uri"),
            LogoUri = members.Text("logo_uri"),
            PolicyUri = members.Text("policy_uri"),
            TosUri = members.Text("tos_uri"),
            Contacts = members.Texts("contacts") ?? [],
            SoftwareId = members.Text("software_id", LongestSoftware),
            SoftwareVersion = members.Text("software_version", LongestSoftware),
        },
    };

    private static ClientMetadata Security(ClientMetadata client, MetadataMembers members) => client with
    {
        AuthMethod = members.Named("token_endpoint_auth_method", ClientAuthMethod.ClientSecretBasic, AuthMethodNames.Find),
        AssertionAlgorithm = members.Text("token_endpoint_auth_signing_alg"),
        Jwks = members.RawObject("jwks"),
        JwksUri = members.Text("jwks_uri"),
        RequiresPkce = members.Flag("require_pkce", otherwise: true),
        RequiresPushedRequest = members.Flag("require_pushed_authorization_requests"),
        RequiresRequestObject = members.Flag("require_signed_request_object"),
        RequestObjectAlgorithm = members.Text("request_object_signing_alg"),
        IsDpopBound = members.Flag("dpop_bound_access_tokens"),
        SubjectType = members.Named("subject_type", SubjectType.Public, SubjectTypeOf),
        SectorIdentifierUri = members.Text("sector_identifier_uri"),
        IdTokenAlgorithm = members.Text("id_token_signed_response_alg") ?? "RS256",
        AccessTokenFormat = members.Named("access_token_format", AccessTokenFormat.Jwt, FormatOf),
    };

    private static ClientMetadata Endpoints(ClientMetadata client, MetadataMembers members) => client with
    {
        PostLogoutRedirectUris = members.Texts("post_logout_redirect_uris") ?? [],
        BackChannelLogoutUri = members.Text("backchannel_logout_uri"),
        BackChannelLogoutSessionRequired = members.Flag("backchannel_logout_session_required"),
        InitiateLoginUri = members.Text("initiate_login_uri"),
        LaunchUri = members.Text("launch_uri"),
        CorsOrigins = members.Texts("allowed_cors_origins"),
        DefaultMaxAge = members.Number("default_max_age") is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };

    // Read for their type alone: auth_time is in every ID token, and request_uri is never fetched.
    private static void Check(MetadataMembers members)
    {
        members.Flag("require_auth_time");
        members.Texts("request_uris");
        members.Texts("default_acr_values");
        if (members.Flag("tls_client_certificate_bound_access_tokens"))
        {
            members.Refuse<string>("tls_client_certificate_bound_access_tokens", MetadataFault.NotOffered);
        }

        foreach (var member in Unbuilt.Where(members.Has))
        {
            members.Refuse<string>(member, MetadataFault.NotOffered);
        }
    }

    private static ImmutableHashSet<GrantType> GrantsOf(MetadataMembers members)
    {
        if (members.Texts("grant_types") is not { } names)
        {
            return [GrantType.AuthorizationCode];
        }

        var grants = names.Select(name => GrantTypes.Find(name)).ToList();
        if (grants.Contains(null))
        {
            members.Refuse<string>("grant_types", MetadataFault.NotOffered);
        }

        return [.. grants.OfType<GrantType>()];
    }

    private static bool? ResponsesOf(MetadataMembers members)
    {
        var names = members.Texts("response_types");
        if (names?.Any(name => name != "code") == true)
        {
            members.Refuse<string>("response_types", MetadataFault.NotOffered);
        }

        return names is { } all ? !all.IsEmpty : null;
    }

    private static Scope? ScopesOf(MetadataMembers members)
    {
        var text = members.Text("scope");
        return text is null ? null : Scope.Parse(text) ?? members.Refuse<Scope>("scope", MetadataFault.ForbiddenCharacter);
    }

    private static SubjectType? SubjectTypeOf(string name) => name switch
    {
        "public" => SubjectType.Public,
        "pairwise" => SubjectType.Pairwise,
        _ => null,
    };

    private static AccessTokenFormat? FormatOf(string name) => name switch
    {
        "jwt" => AccessTokenFormat.Jwt,
        "reference" => AccessTokenFormat.Reference,
        _ => null,
    };

    // What its developer would have answered to "what is it?". No rule of the protocol hangs on it.
    private static ClientKind KindOf(ClientMetadata client) =>
        client.LaunchUri is not null || client.Scopes?.Values.Any(IsLaunch) == true ? ClientKind.Smart
        : client.IsNative ? ClientKind.Native
        : client.UsesCode ? (client.IsPublic ? ClientKind.Browser : ClientKind.Web)
        : client.GrantTypes.Contains(GrantType.DeviceCode) ? ClientKind.Device
        : ClientKind.Service;

    private static bool IsLaunch(string scope) => scope == "launch" || scope.StartsWith("launch/", StringComparison.Ordinal);
}
