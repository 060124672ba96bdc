using IdentityProvider.Protocol.Grants;
using IdentityProvider.Protocol.Jose;

namespace IdentityProvider.Protocol.Registration;

/// <summary>
/// What a client's metadata must satisfy, whoever brings it: the registration endpoint or the developer pages. Each rule gives every
/// problem it finds, so that a page can show them all and the endpoint the first.
/// </summary>
public static class ClientMetadataRules
{
    private const int LongestName = 80;
    private const int MostUris = 20;
    private const int MostContacts = 10;

    /// <summary>The longest e-mail address there can be (RFC 5321 §4.5.3.1).</summary>
    private const int LongestContact = 254;

    private delegate IEnumerable<MetadataProblem> Rule(ClientMetadata client, RegistrationTerms terms);

    // Shape before sense: whoever mistyped a URI should hear of the URI.
    private static readonly Rule[] InOrder =
    [
        RedirectUrisAreSafe,
        RedirectUrisFitTheGrants,
        GrantsFitTogether,
        NameIsPlain,
        PagesAreWebPages,
        ContactsArePlain,
        SoftwareIsPlain,
        CallbacksAreSafe,
        PostLogoutUrisAreSafe,
        OriginsAreOrigins,
        KeysAreThere,
        KeysAreUsable,
        AlgorithmsAreOffered,
        SectorIsKnown,
        PkceIsKept,
        ProfileIsKept,
    ];

    public static IEnumerable<MetadataProblem> Broken(ClientMetadata client, RegistrationTerms terms) =>
        InOrder.SelectMany(rule => rule(client, terms));

    // RFC 9700 §2.1, §4.1; RFC 8252 §7.
    private static IEnumerable<MetadataProblem> RedirectUrisAreSafe(ClientMetadata client, RegistrationTerms terms) =>
        Each("redirect_uris", client.RedirectUris, uri => ClientUri.JudgeRedirect(uri, client.IsNative));

    // RFC 7591 §2: clients of redirect-based flows must register their redirection URIs.
    private static IEnumerable<MetadataProblem> RedirectUrisFitTheGrants(ClientMetadata client, RegistrationTerms terms) =>
        (client.UsesCode, client.RedirectUris.IsEmpty) switch
        {
            (true, true) => [new("redirect_uris", MetadataFault.RedirectUriMissing)],
            (false, false) => [new("redirect_uris", MetadataFault.RedirectUriUnused)],
            _ => [],
        };

    private static IEnumerable<MetadataProblem> GrantsFitTogether(ClientMetadata client, RegistrationTerms terms)
    {
        // RFC 7591 §2.1.
        if (client.HasCodeResponse is { } code && code != client.UsesCode)
        {
            yield return new("response_types", MetadataFault.ResponseTypeMismatch);
        }

        if (client.GrantTypes.Contains(GrantType.RefreshToken) && !client.UsesCode && !client.GrantTypes.Contains(GrantType.DeviceCode))
        {
            yield return new("grant_types", MetadataFault.RefreshAlone);
        }

        // RFC 6749 §4.4: only confidential clients.
        if (client.IsPublic && client.GrantTypes.Contains(GrantType.ClientCredentials))
        {
            yield return new("grant_types", MetadataFault.NoCredentials);
        }
    }

    // It stands in "to continue to …": no invisible characters, nothing that turns the direction of writing.
    private static IEnumerable<MetadataProblem> NameIsPlain(ClientMetadata client, RegistrationTerms terms) => client.Name switch
    {
        null => [],
        { Length: > LongestName } => [new("client_name", MetadataFault.TooLong)],
        var name when string.IsNullOrWhiteSpace(name) => [new("client_name", MetadataFault.Empty)],
        var name when !PlainText.IsPlain(name) => [new("client_name", MetadataFault.ForbiddenCharacter)],
        _ => [],
    };

    private static IEnumerable<MetadataProblem> PagesAreWebPages(ClientMetadata client, RegistrationTerms terms) =>
    [
        .. One("client_uri", client.About.ClientUri, ClientUri.JudgePage),
        .. One("logo_uri", client.About.LogoUri, ClientUri.JudgePage),
        .. One("policy_uri", client.About.PolicyUri, ClientUri.JudgePage),
        .. One("tos_uri", client.About.TosUri, ClientUri.JudgePage),
    ];

    // RFC 7591 §2: typically e-mail addresses. We write to none of them, so it is enough that they can be shown.
    private static IEnumerable<MetadataProblem> ContactsArePlain(ClientMetadata client, RegistrationTerms terms) =>
        client.About.Contacts.Length > MostContacts ? [new("contacts", MetadataFault.TooMany)]
        : client.About.Contacts.Any(contact => contact.Length > LongestContact) ? [new("contacts", MetadataFault.TooLong)]
        : client.About.Contacts.Any(contact => string.IsNullOrWhiteSpace(contact) || !PlainText.IsPlain(contact)) ? [new("contacts", MetadataFault.ForbiddenCharacter)]
        : [];

    private static IEnumerable<MetadataProblem> SoftwareIsPlain(ClientMetadata client, RegistrationTerms terms) =>
    [
        .. One("software_id", client.About.SoftwareId, PlainName),
        .. One("software_version", client.About.SoftwareVersion, PlainName),
    ];

    private static MetadataFault? PlainName(string text) =>
        text.Length > LongestContact ? MetadataFault.TooLong : PlainText.IsPlain(text) ? null : MetadataFault.ForbiddenCharacter;

    // OpenID Connect Core §4 wants https for initiate_login_uri, Back-Channel Logout 1.0 §2.2 for its own, Core §8.1 for the sector.
    private static IEnumerable<MetadataProblem> CallbacksAreSafe(ClientMetadata client, RegistrationTerms terms) =>
    [
        .. One("initiate_login_uri", client.InitiateLoginUri, uri => ClientUri.JudgeCallback(uri, allowsLoopback: false)),
        .. One("launch_uri", client.LaunchUri, uri => ClientUri.JudgeCallback(uri, allowsLoopback: true)),
        .. One("backchannel_logout_uri", client.BackChannelLogoutUri, uri => ClientUri.JudgeCallback(uri, terms.AllowsLoopback)),
        .. One("jwks_uri", client.JwksUri, uri => ClientUri.JudgeCallback(uri, terms.AllowsLoopback)),
        .. One("sector_identifier_uri", client.SectorIdentifierUri, uri => ClientUri.JudgeCallback(uri, terms.AllowsLoopback)),
    ];

    private static IEnumerable<MetadataProblem> PostLogoutUrisAreSafe(ClientMetadata client, RegistrationTerms terms) =>
        Each("post_logout_redirect_uris", client.PostLogoutRedirectUris, uri => ClientUri.JudgeRedirect(uri, client.IsNative));

    private static IEnumerable<MetadataProblem> OriginsAreOrigins(ClientMetadata client, RegistrationTerms terms) =>
        Each("allowed_cors_origins", client.CorsOrigins ?? [], ClientUri.JudgeOrigin);

    private static IEnumerable<MetadataProblem> KeysAreThere(ClientMetadata client, RegistrationTerms terms)
    {
        // RFC 7591 §2: they must not both be present.
        if (client is { Jwks: not null, JwksUri: not null })
        {
            yield return new("jwks", MetadataFault.KeysTwice);
        }

        if (client is { Jwks: null, JwksUri: null } and ({ AuthMethod: ClientAuthMethod.PrivateKeyJwt } or { RequiresRequestObject: true }))
        {
            yield return new("jwks", MetadataFault.KeysMissing);
        }
    }

    private static IEnumerable<MetadataProblem> KeysAreUsable(ClientMetadata client, RegistrationTerms terms) =>
        One("jwks", client.Jwks, ClientJwks.Judge);

    private static IEnumerable<MetadataProblem> AlgorithmsAreOffered(ClientMetadata client, RegistrationTerms terms) =>
    [
        .. One("id_token_signed_response_alg", client.IdTokenAlgorithm, name => NotIn(terms.IdTokenAlgorithms, name)),
        .. One("token_endpoint_auth_signing_alg", client.AssertionAlgorithm, name => NotIn(SigningAlgorithm.Names, name)),
        .. One("request_object_signing_alg", client.RequestObjectAlgorithm, name => NotIn(SigningAlgorithm.Names, name)),
    ];

    // OpenID Connect Core §8.1: the sector is the one host of the redirect URIs, or what the document says.
    private static IEnumerable<MetadataProblem> SectorIsKnown(ClientMetadata client, RegistrationTerms terms) =>
        client is { SubjectType: SubjectType.Pairwise, SectorIdentifierUri: null } && Sector.MustBeNamed(client.RedirectUris)
            ? [new("sector_identifier_uri", MetadataFault.SectorMissing)]
            : [];

    private static IEnumerable<MetadataProblem> PkceIsKept(ClientMetadata client, RegistrationTerms terms) =>
        client is { RequiresPkce: false, IsPublic: true } ? [new("require_pkce", MetadataFault.PkceNeeded)] : [];

    // FAPI 2.0 Security Profile §5.3.1, §5.3.2.
    private static IEnumerable<MetadataProblem> ProfileIsKept(ClientMetadata client, RegistrationTerms terms) =>
        client.Profile != SecurityProfile.Fapi2 ? [] :
        [
            .. client.AuthMethod == ClientAuthMethod.PrivateKeyJwt ? NoProblem : [new("token_endpoint_auth_method", MetadataFault.BelowProfile)],
            .. client.RequiresPushedRequest ? NoProblem : [new("require_pushed_authorization_requests", MetadataFault.BelowProfile)],
            .. client.IsDpopBound ? NoProblem : [new("dpop_bound_access_tokens", MetadataFault.BelowProfile)],
            .. client.RequiresPkce ? NoProblem : [new("require_pkce", MetadataFault.BelowProfile)],
            .. SigningAlgorithm.Find(client.IdTokenAlgorithm)?.IsFapi == true ? NoProblem : [new("id_token_signed_response_alg", MetadataFault.BelowProfile)],
        ];

    private static readonly MetadataProblem[] NoProblem = [];

    private static MetadataFault? NotIn(IEnumerable<string> offered, string name) => offered.Contains(name) ? null : MetadataFault.NotOffered;

    private static IEnumerable<MetadataProblem> One(string member, string? value, Func<string, MetadataFault?> judge) =>
        value is not null && judge(value) is { } fault ? [new(member, fault)] : [];

    private static IEnumerable<MetadataProblem> Each(string member, IReadOnlyCollection<string> values, Func<string, MetadataFault?> judge) =>
        values.Count > MostUris ? [new(member, MetadataFault.TooMany)]
            : values.Select(judge).OfType<MetadataFault>().Take(1).Select(fault => new MetadataProblem(member, fault));
}
