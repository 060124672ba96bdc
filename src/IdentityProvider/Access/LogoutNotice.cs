using IdentityProvider.Clients;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Access;

public enum NoticeState
{
    Owed,
    Delivered,

    /// <summary>Nobody tries any more.</summary>
    GivenUp,
}

/// <summary>What one try to tell a client came to.</summary>
public enum NoticeOutcome
{
    /// <summary>It has signed its user out (Back-Channel Logout 1.0 §2.8).</summary>
    Accepted,

    /// <summary>It answered that it will not, or sent us elsewhere. Saying it again would not help.</summary>
    Refused,

    /// <summary>Its address leads into a network that we do not call.</summary>
    Forbidden,

    /// <summary>It answered that it cannot now, or not at all.</summary>
    Unreachable,

    /// <summary>It is switched off, or no longer registered for this.</summary>
    Gone,
}

/// <summary>That a client is owed the news that a session ended. Written with the ending, told afterwards and again until it is heard.</summary>
public sealed class LogoutNotice
{
    // An hour covers a deployment of the client; after nine its own sessions have mostly run out.
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6),
    ];

    public LogoutNotice(Guid sessionId, Guid userId, string clientId, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (SessionId, UserId, ClientId, OwedAt, DueAt) = (sessionId, userId, clientId, now, now);
    }

    public Guid Id { get; private init; }

    /// <summary>The session, by its public name: the "sid" of the client's tokens.</summary>
    public Guid SessionId { get; private init; }

    public Guid UserId { get; private init; }

    public string ClientId { get; private init; }

    public DateTimeOffset OwedAt { get; private init; }

    /// <summary>When the next try is due.</summary>
    public DateTimeOffset DueAt { get; private init; }

    /// <summary>Until when one worker has it for itself; null while nobody does.</summary>
    public DateTimeOffset? LeasedUntil { get; private init; }

    /// <summary>Tries begun, the running one included.</summary>
    public int Tries { get; private init; }

    public NoticeState State { get; private init; }

    /// <summary>What the last try came to; null before the first.</summary>
    public NoticeOutcome? LastOutcome { get; private init; }

    public DateTimeOffset? FinishedAt { get; private init; }

    /// <summary>What becomes of it after a try, and when the next one is due.</summary>
    public (NoticeState State, DateTimeOffset DueAt) After(NoticeOutcome outcome, DateTimeOffset now) => outcome switch
    {
        NoticeOutcome.Accepted => (NoticeState.Delivered, DueAt),
        NoticeOutcome.Unreachable when Tries <= Waits.Length => (NoticeState.Owed, now + Waits[Math.Max(Tries, 1) - 1]),
        _ => (NoticeState.GivenUp, DueAt),
    };

    // For EF, which fills the rest.
    private LogoutNotice() => ClientId = "";
}

internal sealed class LogoutNoticeMapping : IEntityTypeConfiguration<LogoutNotice>
{
    public void Configure(EntityTypeBuilder<LogoutNotice> notice)
    {
        notice.ToTable("logout_notices");
        notice.HasKey(n => n.Id);
        notice.HasOne<RegisteredClient>().WithMany().HasForeignKey(n => n.ClientId).OnDelete(DeleteBehavior.Cascade);
        notice.HasOne<User>().WithMany().HasForeignKey(n => n.UserId).OnDelete(DeleteBehavior.Restrict);

        // What is due; what is old enough to forget.
        notice.HasIndex(n => n.DueAt).HasFilter("state = 'Owed'");
        notice.HasIndex(n => n.FinishedAt);
    }
}
