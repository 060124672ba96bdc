using System.Collections.Immutable;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;
using IdentityProvider.Protocol.Registration;

namespace IdentityProvider.Developers;

/// <summary>
/// An app as it stands in the form. It has no field for what others decide, so there is nothing to post behind the page's back: clinics
/// and roles are wishes here (<see cref="Reach"/>).
/// </summary>
public sealed class AppForm
{
    /// <summary>Whether the form was sent or brought back, not opened.</summary>
    public bool Filled { get; set; }

    public ClientKind? Kind { get; set; }

    public string? Name { get; set; }

    /// <summary>One on each line, as all lists here.</summary>
    public string? RedirectUris { get; set; }

    public string? PostLogoutRedirectUris { get; set; }

    public ClientAuthMethod? AuthMethod { get; set; }

    public string? Jwks { get; set; }

    public string? JwksUri { get; set; }

    public string? LaunchUri { get; set; }

    public string? InitiateLoginUri { get; set; }

    public string? BackChannelLogoutUri { get; set; }

    public string? Scopes { get; set; }

    /// <summary>Whether it may renew by refresh tokens.</summary>
    public bool Refreshes { get; set; }

    public bool Staff { get; set; }

    public bool Patients { get; set; }

    public bool EveryClinic { get; set; }

    /// <summary>Practice IDs.</summary>
    public string? Clinics { get; set; }

    public bool SkipsPkce { get; set; }

    public bool IsDpopBound { get; set; }

    public bool RequiresPushedRequest { get; set; }

    public bool IsFapi { get; set; }

    public string? IdTokenAlgorithm { get; set; }

    public AccessTokenFormat AccessTokenFormat { get; set; }

    public bool IsPairwise { get; set; }

    public string? SectorIdentifierUri { get; set; }

    public string? ClientUri { get; set; }

    public string? LogoUri { get; set; }

    public string? PolicyUri { get; set; }

    public string? TosUri { get; set; }

    public string? Contacts { get; set; }

    /// <summary>An app that has just been called what it is: the defaults that follow from it.</summary>
    public static AppForm For(ClientKind kind) => new()
    {
        Kind = kind,
        AuthMethod = AppFields.MethodsOf(kind)[0],
        Scopes = AppFields.DefaultScopesOf(kind),
        Refreshes = kind is ClientKind.Web or ClientKind.Browser or ClientKind.Native or ClientKind.Device,
        Staff = true,
        IdTokenAlgorithm = "RS256",
    };

    /// <summary>An app as it is registered.</summary>
    /// <param name="practiceIds">The clinics it wants, as people name them.</param>
    public static AppForm Of(Client client, Reach wanted, IEnumerable<string> practiceIds) => new()
    {
        Kind = client.Kind,
        Name = client.Name,
        RedirectUris = Lines(client.RedirectUris),
        PostLogoutRedirectUris = Lines(client.PostLogoutRedirectUris),
        AuthMethod = client.AuthMethod,
        Jwks = client.Jwks,
        JwksUri = client.JwksUri,
        LaunchUri = client.LaunchUri,
        InitiateLoginUri = client.InitiateLoginUri,
        BackChannelLogoutUri = client.BackChannelLogoutUri,
        Scopes = string.Join(' ', wanted.Scopes),
        Refreshes = client.MayRefresh,
        Staff = wanted.Staff,
        Patients = wanted.Patients,
        EveryClinic = wanted.EveryClinic,
        Clinics = Lines(practiceIds),
        SkipsPkce = !client.RequiresPkce,
        IsDpopBound = client.IsDpopBound,
        RequiresPushedRequest = client.RequiresPushedRequest,
        IsFapi = client.Profile == SecurityProfile.Fapi2,
        IdTokenAlgorithm = client.IdTokenAlgorithm,
        AccessTokenFormat = client.AccessTokenFormat,
        IsPairwise = client.SubjectType == SubjectType.Pairwise,
        SectorIdentifierUri = client.SectorIdentifierUri,
        ClientUri = client.About.ClientUri,
        LogoUri = client.About.LogoUri,
        PolicyUri = client.About.PolicyUri,
        TosUri = client.About.TosUri,
        Contacts = Lines(client.About.Contacts),
    };

    /// <summary>What the form says about the app.</summary>
    /// <param name="app">Gives what the form does not show; null for a new app.</param>
    public ClientMetadata ToMetadata(ClientMetadata? app)
    {
        var known = app ?? new ClientMetadata();
        var kind = Kind ?? ClientKind.Web;
        var method = AuthMethod is { } chosen && AppFields.MethodsOf(kind).Contains(chosen) ? chosen : AppFields.MethodsOf(kind)[0];
        var pushes = RequiresPushedRequest || IsFapi;
        return known with
        {
            Kind = kind,
            Name = Text(Name) ?? "",
            IsNative = kind == ClientKind.Native,
            Profile = IsFapi ? SecurityProfile.Fapi2 : SecurityProfile.Baseline,
            GrantTypes = app is null ? AppFields.GrantsOf(kind, Refreshes) : GrantsFrom(app, kind),
            AuthMethod = method,
            Jwks = Text(Jwks),
            JwksUri = Text(JwksUri),
            RedirectUris = AppFields.IsRedirected(kind) ? List(RedirectUris) : [],
            PostLogoutRedirectUris = AppFields.IsRedirected(kind) ? List(PostLogoutRedirectUris) : [],
            CorsOrigins = OriginsFrom(known),
            LaunchUri = Text(LaunchUri),
            InitiateLoginUri = Text(InitiateLoginUri),
            BackChannelLogoutUri = Text(BackChannelLogoutUri),
            BackChannelLogoutSessionRequired = Text(BackChannelLogoutUri) is not null,
            RequiresPkce = !SkipsPkce,
            IsDpopBound = IsDpopBound || IsFapi,
            RequiresPushedRequest = pushes,
            IdTokenAlgorithm = IsFapi && IdTokenAlgorithm is not "PS256" ? "ES256" : Text(IdTokenAlgorithm) ?? "RS256",
            AccessTokenFormat = AccessTokenFormat,
            SubjectType = IsPairwise ? SubjectType.Pairwise : SubjectType.Public,
            SectorIdentifierUri = Text(SectorIdentifierUri),
            About = known.About with
            {
                ClientUri = Text(ClientUri),
                LogoUri = Text(LogoUri),
                PolicyUri = Text(PolicyUri),
                TosUri = Text(TosUri),
                Contacts = List(Contacts),
            },
        };
    }

    // The form has one box for all grants. The others stay as they are: an EHR that also speaks for itself goes on doing so.
    private ImmutableHashSet<GrantType> GrantsFrom(ClientMetadata app, ClientKind kind) =>
        !AppFields.HasPeople(kind) ? app.GrantTypes
        : Refreshes ? app.GrantTypes.Add(GrantType.RefreshToken)
        : app.GrantTypes.Remove(GrantType.RefreshToken);

    // Origins that somebody named stay; those that follow from the redirect URIs go on following.
    private static ImmutableArray<string>? OriginsFrom(ClientMetadata known) =>
        known.EffectiveCorsOrigins.SequenceEqual((known with { CorsOrigins = null }).EffectiveCorsOrigins, StringComparer.Ordinal) ? null : known.CorsOrigins;

    /// <summary>The lines of a text, without empty ones and repetitions. Blanks separate too: no URI has one.</summary>
    public static ImmutableArray<string> List(string? text) =>
        [.. (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Lines(IEnumerable<string> values) => string.Join('\n', values);
}
