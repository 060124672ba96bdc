using IdentityProvider.Dev.Carriers;
using IdentityProvider.Dev.Inbox;

namespace IdentityProvider.Tests.Host;

/// <summary>
/// The phones and mailboxes of everyone in a test. The outbox worker of the host is not running: it makes its rounds here, when a
/// test looks for a message, so that nothing arrives between two lines of a test.
/// </summary>
public sealed class TestCarrier(CarrierSimulators simulators, Func<Task> deliver)
{
    /// <summary>How the carriers behave from now on.</summary>
    public CarrierScript Script => simulators.Script;

    /// <summary>Everything that has arrived, newest first.</summary>
    public async Task<IReadOnlyList<InboxMessage>> MessagesAsync()
    {
        await deliver();
        return simulators.Inbox.Messages;
    }

    /// <summary>What has arrived at a number or an address, newest first.</summary>
    public async Task<IReadOnlyList<InboxMessage>> MessagesToAsync(string destination) =>
        [.. (await MessagesAsync()).Where(m => m.To.Equals(destination, StringComparison.OrdinalIgnoreCase))];

    /// <summary>The digits of the newest code there.</summary>
    public async Task<string> LastCodeToAsync(string destination) =>
        (await MessagesToAsync(destination)).Select(m => m.Code).FirstOrDefault(code => code is not null)
        ?? throw new InvalidOperationException($"No code has come to {destination}.");

    /// <summary>Digits of the same length that are not the code: what somebody types who guesses.</summary>
    public async Task<string> WrongCodeForAsync(string destination)
    {
        var right = await LastCodeToAsync(destination);
        return (right[0] == '9' ? '0' : (char)(right[0] + 1)) + right[1..];
    }
}
