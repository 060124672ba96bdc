using IdentityProvider.Clients;
using IdentityProvider.Clinics;
using IdentityProvider.Protocol;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Access;

/// <summary>
/// What a user has decided about somebody else's app, at one clinic and in one role: a yes given as staff says nothing about the
/// same person's own record as a patient. A no is kept too, so that the question does not come back at every sign-in.
/// </summary>
public sealed class Consent
{
    public Consent(Guid userId, string clientId, Guid? membershipId, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (UserId, ClientId, MembershipId, DecidedAt) = (userId, clientId, membershipId, now);
    }

    public Guid Id { get; private init; }

    public Guid UserId { get; private init; }

    public string ClientId { get; private init; }

    /// <summary>Null for apps that need no membership.</summary>
    public Guid? MembershipId { get; private init; }

    public IReadOnlyList<string> Granted { get; private set; } = [];

    public IReadOnlyList<string> Refused { get; private set; } = [];

    /// <summary>When the last answer was given.</summary>
    public DateTimeOffset DecidedAt { get; private set; }

    public DecidedScopes Decided => new(Scope.Of(Granted), Scope.Of(Refused));

    /// <summary>Takes over an answer. What it does not mention stays as it was decided before.</summary>
    public void Decide(Scope asked, Scope granted, DateTimeOffset now)
    {
        Granted = [.. Granted.Except(asked.Values, StringComparer.Ordinal), .. granted.Values];
        Refused = [.. Refused.Except(asked.Values, StringComparer.Ordinal), .. asked.Values.Where(value => !granted.Contains(value))];
        DecidedAt = now;
    }

    // For EF, which fills the rest.
    private Consent() => ClientId = "";
}

internal sealed class ConsentMapping : IEntityTypeConfiguration<Consent>
{
    public void Configure(EntityTypeBuilder<Consent> consent)
    {
        consent.ToTable("consents");
        consent.HasKey(c => c.Id);
        consent.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Restrict);
        consent.HasOne<RegisteredClient>().WithMany().HasForeignKey(c => c.ClientId).OnDelete(DeleteBehavior.Cascade);
        consent.HasOne<Membership>().WithMany().HasForeignKey(c => c.MembershipId).OnDelete(DeleteBehavior.Restrict);

        // One answer each, also where there is no membership: of two forms posted at once the second one's insert fails.
        consent.HasIndex(c => new { c.UserId, c.ClientId, c.MembershipId }).IsUnique().AreNullsDistinct(false);
    }
}
