namespace IdentityProvider.Protocol.Registration;

/// <summary>Everything that can be wrong with what a client says about itself. Pages have a sentence for each in every language.</summary>
public enum MetadataFault
{
    /// <summary>A text where a list is wanted, and the like.</summary>
    WrongType,
    TooLong,
    TooMany,
    ForbiddenCharacter,
    Empty,

    /// <summary>A value of a list of the specification that is not offered here, or of no list at all.</summary>
    NotOffered,

    UriNotAbsolute,
    UriHasFragment,
    UriHasUserInfo,
    UriHasWildcard,
    UriSchemeForbidden,

    /// <summary>Plain http where others can listen in (RFC 9700 §2.6).</summary>
    UriNotHttps,

    /// <summary>A scheme of its own, for an app that is not installed on a device (RFC 8252 §7.1).</summary>
    UriOnlyForNative,

    /// <summary>A scheme of its own that anybody could claim: without a domain name turned around (RFC 8252 §7.1).</summary>
    UriSchemeNotReversed,

    /// <summary>More than scheme, host and port.</summary>
    NotAnOrigin,

    RedirectUriMissing,
    RedirectUriUnused,

    /// <summary>code goes with authorization_code and neither without the other (RFC 7591 §2.1).</summary>
    ResponseTypeMismatch,

    /// <summary>refresh_token alone gives nothing to begin with.</summary>
    RefreshAlone,

    /// <summary>client_credentials for a client that has none (RFC 6749 §4.4).</summary>
    NoCredentials,

    /// <summary>jwks beside jwks_uri (RFC 7591 §2).</summary>
    KeysTwice,
    KeysMissing,

    /// <summary>Not a JWK Set (RFC 7517 §5).</summary>
    KeysMalformed,

    /// <summary>The private half, which must never leave the client.</summary>
    KeysPrivate,
    KeysTooWeak,

    /// <summary>No key in the set can check a signature of an algorithm that is offered.</summary>
    KeysUnusable,

    /// <summary>Pairwise subjects for several hosts, and nothing that says they belong together (OpenID Connect Core §8.1).</summary>
    SectorMissing,

    /// <summary>The document of the sector does not name every redirect URI, or could not be read (OpenID Connect Core §8.1).</summary>
    SectorDisagrees,

    /// <summary>Without PKCE only a client with credentials of its own (RFC 9700 §2.1.1).</summary>
    PkceNeeded,

    /// <summary>The security profile wants more than this (FAPI 2.0 Security Profile §5.3).</summary>
    BelowProfile,
}

/// <summary>What is wrong, and where.</summary>
/// <param name="Member">The member of the metadata, by its registered name.</param>
public sealed record MetadataProblem(string Member, MetadataFault Fault)
{
    /// <summary>As RFC 7591 §3.2.2 has it: redirect URIs have an error of their own.</summary>
    public ProtocolError ToError() => Member == "redirect_uris"
        ? ProtocolError.InvalidRedirectUri($"{Member}: {Sentence}")
        : ProtocolError.InvalidClientMetadata($"{Member}: {Sentence}");

    private string Sentence => Fault switch
    {
        MetadataFault.WrongType => "the value is of the wrong type",
        MetadataFault.TooLong => "the value is too long",
        MetadataFault.TooMany => "there are too many values",
        MetadataFault.ForbiddenCharacter => "a character is not allowed",
        MetadataFault.Empty => "the value is empty",
        MetadataFault.NotOffered => "the value is not offered, see the metadata of this server",
        MetadataFault.UriNotAbsolute => "each must be an absolute URI",
        MetadataFault.UriHasFragment => "a URI must not have a fragment",
        MetadataFault.UriHasUserInfo => "a URI must not have a user name",
        MetadataFault.UriHasWildcard => "a URI must not have a wildcard, it is compared as it stands",
        MetadataFault.UriSchemeForbidden => "the scheme of a URI is not allowed",
        MetadataFault.UriNotHttps => "a URI must use https",
        MetadataFault.UriOnlyForNative => "a scheme of its own is only for application_type native",
        MetadataFault.UriSchemeNotReversed => "a scheme of its own must be a domain name in reverse order, such as com.example.app",
        MetadataFault.NotAnOrigin => "an origin has a scheme, a host and perhaps a port, nothing else",
        MetadataFault.RedirectUriMissing => "the grant type authorization_code needs at least one",
        MetadataFault.RedirectUriUnused => "without the grant type authorization_code there is nothing to redirect",
        MetadataFault.ResponseTypeMismatch => "code goes with the grant type authorization_code",
        MetadataFault.RefreshAlone => "refresh_token needs a grant type that gives the first token",
        MetadataFault.NoCredentials => "client_credentials needs a client that authenticates itself",
        MetadataFault.KeysTwice => "send jwks or jwks_uri, not both",
        MetadataFault.KeysMissing => "signatures need jwks or jwks_uri",
        MetadataFault.KeysMalformed => "this is not a JWK Set",
        MetadataFault.KeysPrivate => "a key has private or symmetric parts, send public keys only and replace this one",
        MetadataFault.KeysTooWeak => "an RSA key must have at least 2048 bits",
        MetadataFault.KeysUnusable => "no key fits an algorithm that is offered",
        MetadataFault.SectorMissing => "pairwise subjects for several hosts need a sector_identifier_uri",
        MetadataFault.SectorDisagrees => "the document must be a JSON array that has every redirect URI",
        MetadataFault.PkceNeeded => "only a client that authenticates itself can go without PKCE",
        MetadataFault.BelowProfile => "the security profile of the client does not allow this",
    };
}
