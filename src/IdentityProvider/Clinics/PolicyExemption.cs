namespace IdentityProvider.Clinics;

/// <summary>
/// For a while a clinic does not ask one person for a second step. It frees from the clinic's own rule only: what the server, an app or the
/// person's own switch asks stays asked.
/// </summary>
public sealed class PolicyExemption
{
    /// <summary>No exemption lasts longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    public const int LongestReason = 300;

    /// <param name="reason">What the admin wrote. For admins and auditors; never shown to others, never logged.</param>
    /// <param name="until">UTC, not included; at most 90 days ahead.</param>
    /// <exception cref="ArgumentException">No reason, or an end that has passed or is too far.</exception>
    public PolicyExemption(Guid clinicId, Guid userId, string reason, DateTimeOffset until, Guid grantedBy, DateTimeOffset now)
    {
        if (!MayLast(until, now))
        {
            throw new ArgumentException("An exemption ends, within 90 days.", nameof(until));
        }

        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        Id = Guid.CreateVersion7(now);
        (ClinicId, UserId, Reason, Until, GrantedBy, GrantedAt) = (clinicId, userId, reason, until, grantedBy, now);
    }

    public Guid Id { get; private init; }

    public Guid ClinicId { get; private init; }

    public Guid UserId { get; private init; }

    public string Reason { get; private init; }

    public Guid GrantedBy { get; private init; }

    public DateTimeOffset GrantedAt { get; private init; }

    public DateTimeOffset Until { get; private init; }

    public DateTimeOffset? EndedAt { get; private set; }

    public Guid? EndedBy { get; private set; }

    public static bool MayLast(DateTimeOffset until, DateTimeOffset now) => until > now && until <= now + Longest;

    public bool CountsAt(DateTimeOffset now) => EndedAt is null && now < Until;

    public void End(Guid by, DateTimeOffset now)
    {
        if (EndedAt is null)
        {
            (EndedAt, EndedBy) = (now, by);
        }
    }

    // For EF, which fills the rest.
    private PolicyExemption() => Reason = "";
}
