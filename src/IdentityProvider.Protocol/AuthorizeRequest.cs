using System.Globalization;

namespace IdentityProvider.Protocol;

/// <summary>
/// An authorization request (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1), read but not yet judged: that is
/// <see cref="AuthorizeRules"/>. Client and redirect URI were checked before, on their own, because while they are in doubt no
/// error may be sent anywhere. Whether it came as parameters, in a <see cref="RequestObject"/> or as a <see cref="PushedRequest"/>
/// makes no difference any more.
/// </summary>
public sealed record AuthorizeRequest
{
    /// <summary>Characters of the whole request as it is kept, form-encoded. Real ones have a tenth of it.</summary>
    public const int LongestKept = 16 * 1024;

    /// <summary>Every parameter this server reads. Others are ignored (RFC 6749 §3.1) and not stored.</summary>
    public static IReadOnlyList<string> ParameterNames { get; } =
    [
        "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "code_challenge", "code_challenge_method",
        "prompt", "max_age", "acr_values", "claims", "login_hint", "id_token_hint", "ui_locales", "clinic_id", "registration", "aud", "launch",
        "dpop_jkt", TargetResources.Parameter,
    ];

    private static readonly string[] NotOffered = ["registration"];

    public required string ClientId { get; init; }

    public required string RedirectUri { get; init; }

    public string? ResponseType { get; init; }

    public string? ResponseMode { get; init; }

    /// <summary>Null when it holds characters that no scope may have.</summary>
    public Scope? Scope { get; init; }

    public string? State { get; init; }

    public string? Nonce { get; init; }

    public string? CodeChallenge { get; init; }

    public string? CodeChallengeMethod { get; init; }

    /// <summary>Null when it holds an unknown value, or "none" beside another.</summary>
    public Prompt? Prompt { get; init; }

    public TimeSpan? MaxAge { get; init; }

    public IReadOnlyList<string> AcrValues { get; init; } = [];

    /// <summary>What is asked for claim by claim (OpenID Connect Core §5.5).</summary>
    public ClaimsRequest Claims { get; init; } = ClaimsRequest.Nothing;

    public string? LoginHint { get; init; }

    public string? IdTokenHint { get; init; }

    /// <summary>Language tags (BCP 47) in order of preference, separated by spaces.</summary>
    public string? UiLocales { get; init; }

    /// <summary>Of our own: the clinic on whose behalf the user shall sign in.</summary>
    public Guid? ClinicId { get; init; }

    /// <summary>The FHIR server that the app wants to read (SMART App Launch 2.2 §2.0.4, <c>aud</c>), or null.</summary>
    public string? FhirBase { get; init; }

    /// <summary>What an EHR handed to the app that it opened (§2.0.3), or null.</summary>
    public string? Launch { get; init; }

    /// <summary>The APIs that the app wants tokens for (RFC 8707 §2.1); none for its default.</summary>
    public TargetResources Resources { get; init; } = TargetResources.None;

    /// <summary>Thumbprint of the key that the token request will prove (RFC 9449 §10), or null.</summary>
    public string? DpopKey { get; init; }

    /// <summary>Which parameter is used that asks for something this server does not offer, or null (OpenID Connect Core §7.2.1).</summary>
    public string? UnsupportedParameter { get; init; }

    /// <summary>Reads the parameters. What cannot be read at all is an error here; what is not allowed is one in the rules.</summary>
    /// <param name="parameters">With client_id and redirect_uri known to be good.</param>
    public static Parsed<AuthorizeRequest> Parse(RequestParameters parameters)
    {
        if (parameters.FirstBroken(ParameterNames) is { } broken)
        {
            return broken;
        }

        // Anybody can have a request kept while its user signs in: each may be long in one parameter, not in all of them.
        if (parameters.ToFormText(ParameterNames).Length > LongestKept)
        {
            return ProtocolError.InvalidRequest("the request is too long");
        }

        if (!TryReadMaxAge(parameters["max_age"], out var maxAge))
        {
            return ProtocolError.InvalidRequest("max_age must be a number of seconds, 0 or more");
        }

        if (!TryReadClinic(parameters["clinic_id"], out var clinicId))
        {
            return ProtocolError.InvalidRequest("clinic_id must be a UUID");
        }

        if (ClaimsRequest.Parse(parameters["claims"]).IsBroken(out var unreadable, out var claims))
        {
            return unreadable;
        }

        if (TargetResources.Read(parameters).IsBroken(out var unusable, out var resources))
        {
            return unusable;
        }

        return new AuthorizeRequest
        {
            ClientId = parameters["client_id"]!,
            RedirectUri = parameters["redirect_uri"]!,
            ResponseType = parameters["response_type"],
            ResponseMode = parameters["response_mode"],
            Scope = Scope.Parse(parameters["scope"]),
            State = parameters["state"],
            Nonce = parameters["nonce"],
            CodeChallenge = parameters["code_challenge"],
            CodeChallengeMethod = parameters["code_challenge_method"],
            Prompt = Prompt.Parse(parameters["prompt"]),
            MaxAge = maxAge,
            AcrValues = Words(parameters["acr_values"]),
            Claims = claims,
            LoginHint = parameters["login_hint"],
            IdTokenHint = parameters["id_token_hint"],
            UiLocales = parameters["ui_locales"],
            ClinicId = clinicId,
            FhirBase = parameters["aud"],
            Launch = parameters["launch"],
            Resources = resources,
            DpopKey = parameters["dpop_jkt"],
            UnsupportedParameter = NotOffered.FirstOrDefault(name => parameters[name] is not null),
        };
    }

    /// <summary>
    /// How young proofs must be. max_age=0 is prompt=login (OpenID Connect Core §3.1.2.1, errata set 2). A request without it has what its
    /// client registered (Registration §2, default_max_age).
    /// </summary>
    public Freshness FreshnessAt(DateTimeOffset requestedAt, Client client)
    {
        var maxAge = MaxAge ?? client.DefaultMaxAge;
        return new(requestedAt, ProveAgain: Prompt is { Login: true } or { SelectAccount: true } || maxAge == TimeSpan.Zero, maxAge);
    }

    private static bool TryReadMaxAge(string? text, out TimeSpan? maxAge)
    {
        var read = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
        maxAge = read ? TimeSpan.FromSeconds(seconds) : null;
        return read || text is null;
    }

    private static bool TryReadClinic(string? text, out Guid? clinicId)
    {
        var read = Guid.TryParseExact(text, "D", out var id);
        clinicId = read ? id : null;
        return read || text is null;
    }

    private static string[] Words(string? text) => text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
