namespace IdentityProvider.Protocol.Grants;

/// <summary>What an authorization code was issued for, as far as redeeming it must match.</summary>
public sealed record IssuedCode(string RedirectUri, string? CodeChallenge);

/// <summary>A token request with an authorization code (RFC 6749 §4.1.3).</summary>
public sealed record AuthorizationCodeGrant(string Code, string? RedirectUri, string? CodeVerifier)
{
    /// <summary>The APIs the access token is for; none for all that were granted (RFC 8707 §2.2).</summary>
    public TargetResources Resources { get; init; } = TargetResources.None;

    public const string Name = "authorization_code";

    public override string ToString() => nameof(AuthorizationCodeGrant);

    public static Parsed<AuthorizationCodeGrant> Parse(RequestParameters form)
    {
        if (form.FirstBroken("code", "redirect_uri", "code_verifier", TargetResources.Parameter) is { } broken)
        {
            return broken;
        }

        if (TargetResources.Read(form).IsBroken(out var unusable, out var resources))
        {
            return unusable;
        }

        return form["code"] is { } code
            ? new AuthorizationCodeGrant(code, form["redirect_uri"], form["code_verifier"]) { Resources = resources }
            : ProtocolError.InvalidRequest("code is missing");
    }

    /// <summary>Whether this request may have the tokens of that code. Asked after the code is spent: a wrong answer costs it.</summary>
    public ProtocolError? FirstBroken(IssuedCode issued) => RedirectUriIsTheSame(issued) ?? Pkce.Check(issued.CodeChallenge, CodeVerifier);

    // RFC 6749 §4.1.3. Every authorization request here names its redirect URI, so every token request repeats it.
    private ProtocolError? RedirectUriIsTheSame(IssuedCode issued) =>
        RedirectUri == issued.RedirectUri ? null : ProtocolError.InvalidGrant("redirect_uri is not the one of the authorization request");
}
