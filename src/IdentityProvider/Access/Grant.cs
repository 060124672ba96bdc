using IdentityProvider.Clinics;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Access;

public enum GrantEnd
{
    /// <summary>The client handed a token of it back.</summary>
    RevokedByClient,

    /// <summary>Its authorization code was redeemed a second time.</summary>
    CodeReused,

    /// <summary>One of its spent refresh tokens came back.</summary>
    RefreshTokenReused,

    /// <summary>Its user took the app's access away.</summary>
    RevokedByUser,

    /// <summary>Its user signed out everywhere, or lost the account.</summary>
    SignedOutEverywhere,

    /// <summary>The password was replaced by way of a mailed link.</summary>
    PasswordReset,

    /// <summary>"This wasn't me", said by a link in a mail.</summary>
    Disavowed,

    /// <summary>An admin of its clinic signed the user out, or ended the membership.</summary>
    EndedByAdmin,

    /// <summary>Whoever let the app be used took that back.</summary>
    ApprovalWithdrawn,

    /// <summary>The clinic now asks for more than was proven.</summary>
    PolicyTightened,

    /// <summary>Its user is somebody else on the FHIR server now, or the record it was for is theirs no longer.</summary>
    RecordTakenAway,
}

/// <summary>
/// What one authorization gave one client: who, by which membership, how proven, for which scope. Every code and token hangs on
/// it, so ending it ends them all. Whether it still stands is asked in <see cref="StandingGrant"/>.
/// </summary>
public sealed class Grant
{
    public Grant(Client client, Session session, Guid? membershipId, Scope scope, Assurance assurance, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (ClientId, UserId, SessionId, MembershipId) = (client.Id, session.UserId, session.Id, membershipId);
        (Scopes, Refresh, CreatedAt) = (scope.Values, RefreshTokenGrant.KindFor(client, scope), now);
        (Acr, Amr, AuthTime) = (assurance.Acr, assurance.Amr, assurance.AuthTime);
        EmergencyId = session.EmergencyId;
        if (EmergencyId is not null && Refresh == RefreshKind.Offline)
        {
            // What an emergency gives ends with its session.
            Refresh = RefreshKind.None;
        }

        Proofs = session.Proofs;
        ExpiresAt = Refresh == RefreshKind.Offline ? now + client.RefreshAbsoluteLifetime : session.ExpiresAt;
    }

    public Guid Id { get; private init; }

    public string ClientId { get; private init; }

    public Guid UserId { get; private init; }

    /// <summary>The session it came from. An offline grant outlives it; null once the session's row is gone.</summary>
    public Guid? SessionId { get; private init; }

    /// <summary>At which clinic, in which role; null for apps that need none.</summary>
    public Guid? MembershipId { get; private init; }

    public IReadOnlyList<string> Scopes { get; private init; }

    public RefreshKind Refresh { get; private init; }

    public Acr Acr { get; private init; }

    public IReadOnlyList<string> Amr { get; private init; }

    public DateTimeOffset AuthTime { get; private init; }

    /// <summary>
    /// All that the session had proven. The claims above name the strongest of it; a clinic that accepts only a weaker one judges by
    /// these at every refresh (<see cref="MemberTerms.IsMetBy"/>).
    /// </summary>
    public IReadOnlyList<Proof> Proofs { get; private init; } = [];

    /// <summary>Under which <c>sub</c> the client knows the user, where that is not the user's id (<see cref="Subjects"/>).</summary>
    public string? Subject { get; private set; }

    /// <summary>The resources that its tokens may be aimed at (RFC 8707); none for the client's default audience.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>Thumbprint of the key that its refresh tokens are bound to (RFC 9449 §5); null for unbound.</summary>
    public string? DpopKey { get; init; }

    /// <summary>Claims that the client named and is told, as JSON (<see cref="ReleasedClaims"/>); null for none.</summary>
    public string? RequestedClaims { get; init; }

    /// <summary>The launch context as JSON (SMART App Launch 2.2), or null.</summary>
    public string? Launch { get; init; }

    /// <summary>The emergency its session was begun for; null for an ordinary one. Every token says so.</summary>
    public Guid? EmergencyId { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>The absolute limit, however busy it is kept.</summary>
    public DateTimeOffset ExpiresAt { get; private init; }

    public DateTimeOffset? EndedAt { get; private set; }

    public GrantEnd? EndReason { get; private set; }

    public void KnowAs(string? subject) => Subject = subject;

    public void End(GrantEnd reason, DateTimeOffset now)
    {
        if (EndedAt is null)
        {
            (EndedAt, EndReason) = (now, reason);
        }
    }

    // For EF, which fills the rest.
    private Grant() => (ClientId, Scopes, Amr) = ("", [], []);
}
