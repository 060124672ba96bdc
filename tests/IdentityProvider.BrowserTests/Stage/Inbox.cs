using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace IdentityProvider.BrowserTests.Stage;

/// <summary>What /dev/inbox.json says of one message.</summary>
internal sealed record Message(string Id, string Channel, string To, string? Subject, string Text, string? Code, DateTimeOffset At);

/// <summary>One person's phone and mailbox, read as people and scripts read it: from the development inbox.</summary>
internal sealed class Inbox(Demo demo)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly HttpClient Http = new();
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>The code in the next message that was not read yet; waits for it.</summary>
    /// <param name="channel">text, voice or email.</param>
    /// <param name="to">A number in E.164, or an address.</param>
    public async Task<string> NextCodeAsync(string channel, string to)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        var arrived = await demo.Host.Inbox.WaitForAsync(m => m.Channel == channel && m.To == to && m.Code is not null && !_read.Contains(m.Id), limit.Token);
        var listed = (await AllAsync()).Single(m => m.Id == arrived.Id);
        _read.Add(listed.Id);
        return listed.Code!;
    }

    /// <summary>Whatever came so far was for somebody earlier.</summary>
    public void ForgetWhatCame() => _read.UnionWith(demo.Host.Inbox.Messages.Select(message => message.Id));

    /// <summary>The link in the next mail that has one to these pages; waits for it.</summary>
    /// <param name="path">What the address of the link begins with, after the host.</param>
    public async Task<string> NextLinkAsync(string to, string path)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        var link = new Regex($@"https?://\S+{Regex.Escape(path)}\?t=[\w-]+", RegexOptions.None, Patience);
        var arrived = await demo.Host.Inbox.WaitForAsync(m => m.Channel == "email" && m.To == to && !_read.Contains(m.Id) && link.IsMatch(m.Text), limit.Token);
        _read.Add(arrived.Id);
        return link.Match(arrived.Text).Value;
    }

    /// <summary>Waits for a mail that says all of it.</summary>
    public async Task WaitForMailAsync(string to, IReadOnlyList<string> texts)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        await demo.Host.Inbox.WaitForAsync(m => m.Channel == "email" && m.To == to && texts.All(text => m.Text.Contains(text, StringComparison.Ordinal)), limit.Token);
    }

    /// <summary>How many messages with a code have come for this person, read or not.</summary>
    public async Task<int> CountAsync(string to) => (await AllAsync()).Count(m => m.To == to && m.Code is not null);

    private async Task<Message[]> AllAsync() =>
        await Http.GetFromJsonAsync<Message[]>($"{demo.Data.Inbox}.json", TestContext.Current.CancellationToken) ?? [];
}
