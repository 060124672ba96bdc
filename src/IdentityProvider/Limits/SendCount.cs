namespace IdentityProvider.Limits;

/// <summary>What went to one subject (a destination, a network, a clinic) in one slice of a budget's window.</summary>
public sealed class SendCount
{
    public SendCount(string budget, string subject, DateTimeOffset slice, int sends) =>
        (Budget, Subject, Slice, Sends) = (budget, subject, slice, sends);

    public string Budget { get; private init; }

    public string Subject { get; private init; }

    public DateTimeOffset Slice { get; private init; }

    public int Sends { get; private init; }

    // For EF, which fills the rest.
    private SendCount() => (Budget, Subject) = ("", "");
}
