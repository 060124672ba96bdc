using IdentityProvider.Clients;
using IdentityProvider.Clinics;
using IdentityProvider.Protocol.Smart;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Access;

/// <summary>
/// A context that an EHR prepared (SMART App Launch 2.2 §2.0.3): for an app that it is about to open, or, when its picker answers, for
/// an app that waits. It becomes part of one authorization and of no second one.
/// </summary>
public sealed class Launch
{
    /// <summary>From here to the app and on to the authorization request: the app is opened at once.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <param name="userId">The user, where the EHR knows people by our own ids; null where its names for them are pairwise.</param>
    public Launch(byte[] hash, string createdBy, LaunchRequest request, Guid? userId, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (Hash, CreatedBy, CreatedAt, ExpiresAt) = (hash, createdBy, now, now + Lifetime);
        (FhirBase, ClientId, PendingId) = (request.Aud!, request.ClientId, request.Request);
        (Subject, UserId, ClinicId) = (request.Subject, userId, request.ClinicId);
        Context = request.ToContext().ToJson();
    }

    public Guid Id { get; private init; }

    /// <summary>SHA-256 of the 256-bit value that the app carries.</summary>
    public byte[] Hash { get; private init; }

    /// <summary>The FHIR server of the record that is open.</summary>
    public string FhirBase { get; private init; }

    /// <summary>The EHR's client.</summary>
    public string CreatedBy { get; private init; }

    /// <summary>The only app it is for, or null.</summary>
    public string? ClientId { get; private init; }

    /// <summary>The only user it is for, as the EHR's client knows them (<see cref="Subjects"/>).</summary>
    public string? Subject { get; private init; }

    /// <summary>The same user by our own id, so that the launch goes with them; null where the EHR's names are pairwise.</summary>
    public Guid? UserId { get; private init; }

    /// <summary>The clinic whose record is open: the only one it can be used in.</summary>
    public Guid? ClinicId { get; private init; }

    /// <summary>The waiting authorization request that a picker answered; null for a launch from the EHR.</summary>
    public Guid? PendingId { get; private init; }

    /// <summary><see cref="LaunchContext"/> as JSON.</summary>
    public string Context { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>Set once, by <see cref="Launches.TryConsumeAsync"/>.</summary>
    public DateTimeOffset? ConsumedAt { get; private init; }

    /// <summary>
    /// Whether an authorization request of that time may use it. The user may then take as long as the sign-in takes, as with a pushed
    /// request: what has to be quick is the way from EHR to app to here.
    /// </summary>
    public bool IsOpenTo(DateTimeOffset requestedAt) => ConsumedAt is null && requestedAt < ExpiresAt;

    /// <summary>
    /// Whether it was prepared for this user, in this clinic: a link to the app with somebody else's launch in it would show the record
    /// that is open there. One that names no user or clinic is nobody's.
    /// </summary>
    public bool IsFor(string? subject, Guid? clinicId) =>
        Subject is not null && Subject == subject && ClinicId is not null && ClinicId == clinicId;

    // For EF, which fills the rest.
    private Launch() => (Hash, FhirBase, CreatedBy, Context) = ([], "", "", "{}");
}

internal sealed class LaunchMapping : IEntityTypeConfiguration<Launch>
{
    public void Configure(EntityTypeBuilder<Launch> launch)
    {
        launch.ToTable("launches");
        launch.HasKey(l => l.Id);
        launch.Property(l => l.Hash).HasMaxLength(32);
        launch.Property(l => l.FhirBase).HasMaxLength(400);
        launch.Property(l => l.Subject).HasMaxLength(400);
        launch.Property(l => l.Context).HasColumnType("jsonb");
        launch.HasOne<Resource>().WithMany().HasForeignKey(l => l.FhirBase).OnDelete(DeleteBehavior.Cascade);
        launch.HasOne<RegisteredClient>().WithMany().HasForeignKey(l => l.CreatedBy).OnDelete(DeleteBehavior.Cascade);
        launch.HasOne<RegisteredClient>().WithMany().HasForeignKey(l => l.ClientId).OnDelete(DeleteBehavior.Cascade);
        launch.HasOne<User>().WithMany().HasForeignKey(l => l.UserId).OnDelete(DeleteBehavior.Cascade);
        launch.HasOne<Clinic>().WithMany().HasForeignKey(l => l.ClinicId).OnDelete(DeleteBehavior.Cascade);
        launch.HasOne<PendingAuthorization>().WithMany().HasForeignKey(l => l.PendingId).OnDelete(DeleteBehavior.Cascade);
        launch.HasIndex(l => l.Hash).IsUnique();
        launch.HasIndex(l => l.ExpiresAt);
    }
}
