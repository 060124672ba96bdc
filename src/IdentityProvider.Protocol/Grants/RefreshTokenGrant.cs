using IdentityProvider.Protocol.Smart;

namespace IdentityProvider.Protocol.Grants;

/// <summary>A token request with a refresh token (RFC 6749 §6).</summary>
/// <param name="Scope">What is asked for; null when nothing is, which means everything that was granted.</param>
/// <param name="Resources">The APIs the new access token is for; none for all that were granted (RFC 8707 §2.2).</param>
public sealed record RefreshTokenGrant(string RefreshToken, Scope? Scope, TargetResources Resources)
{
    public const string Name = "refresh_token";

    public override string ToString() => nameof(RefreshTokenGrant);

    public static Parsed<RefreshTokenGrant> Parse(RequestParameters form)
    {
        if (form.FirstBroken("refresh_token", "scope", TargetResources.Parameter) is { } broken)
        {
            return broken;
        }

        if (form["refresh_token"] is not { } token)
        {
            return ProtocolError.InvalidRequest("refresh_token is missing");
        }

        if (TargetResources.Read(form).IsBroken(out var unusable, out var resources))
        {
            return unusable;
        }

        return Protocol.Scope.Parse(form["scope"]) is { } scope
            ? new RefreshTokenGrant(token, scope.IsEmpty ? null : scope, resources)
            : ProtocolError.InvalidScope("scope has a character that is not allowed");
    }

    /// <summary>
    /// The scope of the new access token. It can only narrow, and narrows this token alone: the next refresh starts from the
    /// grant again (RFC 6749 §6).
    /// </summary>
    public Parsed<Scope> Narrow(Scope granted) =>
        Scope is null ? granted
        : Scope.IsWithin(granted) ? Scope
        : ProtocolError.InvalidScope("a refresh cannot ask for more than was granted");

    /// <summary>Whether the authorization gives a refresh token at all, and whether it outlives the session.</summary>
    public static RefreshKind KindFor(Client client, Scope granted) => client switch
    {
        { MayRefresh: false } => RefreshKind.None,

        // OpenID Connect Core §11 wants consent for offline access; a first-party client has it by its registration.
        _ when granted.Contains(Protocol.Scope.OfflineAccess) => RefreshKind.Offline,
        { RefreshesWithinSession: true } => RefreshKind.WithinSession,

        // SMART App Launch 2.2 §2.0.7: while the user remains online.
        _ when granted.Contains(SmartScopes.OnlineAccess) => RefreshKind.WithinSession,
        _ => RefreshKind.None,
    };
}

/// <summary>How long an authorization can be refreshed: not at all, while its session lives, or beyond it.</summary>
public enum RefreshKind { None, WithinSession, Offline }
