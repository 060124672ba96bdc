using System.Net;

namespace IdentityProvider.Audit;

/// <summary>One event as it is kept, for six years. Rows are only ever added: the database refuses to change or delete one.</summary>
public sealed class AuditEntry
{
    internal AuditEntry(AuditEvent happened, DateTimeOffset at) => (At, Name, Detail) = (at, happened.Name, AuditDetail.Of(happened));

    /// <summary>Counts up in the order of writing; rows of one save keep their order.</summary>
    public long Id { get; private init; }

    public DateTimeOffset At { get; private init; }

    /// <summary>As in <see cref="AuditEvent.Name"/>.</summary>
    public string Name { get; private init; }

    /// <summary>The event's own members as a JSON object.</summary>
    public string Detail { get; private init; }

    /// <summary>Whose account it is about.</summary>
    public Guid? UserId { get; init; }

    /// <summary>Who did it, when somebody was signed in: the user, or an admin.</summary>
    public Guid? ActorId { get; init; }

    public Guid? ClinicId { get; init; }

    public string? ClientId { get; init; }

    /// <summary>The sign-in attempt it happened in; groups the events of one sign-in.</summary>
    public Guid? AttemptId { get; init; }

    public Guid? SessionId { get; init; }

    /// <summary>Where the request came from; null for what a worker did.</summary>
    public IPAddress? Network { get; init; }

    /// <summary>What is left of it without the members that are text, for the row that the database would not take as it was.</summary>
    internal AuditEntry WithoutText() => new()
    {
        At = At,
        Name = Name,
        Detail = """{"incomplete":true}""",
        UserId = UserId,
        ActorId = ActorId,
        ClinicId = ClinicId,
        AttemptId = AttemptId,
        SessionId = SessionId,
        Network = Network,
    };

    // For EF, which fills the rest.
    private AuditEntry() => (Name, Detail) = ("", "{}");
}
