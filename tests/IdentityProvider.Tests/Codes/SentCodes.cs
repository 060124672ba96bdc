using IdentityProvider.Codes;
using IdentityProvider.Delivery;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Codes;

/// <summary>One person being sent codes: each call is a request of its own, with a save at its end.</summary>
internal sealed class SentCodes(IdpHost idp)
{
    private static int _people;

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly int _number = Interlocked.Increment(ref _people);

    public User User { get; } = NewUser();

    public Guid Attempt { get; private set; } = NewId();

    public Guid? Factor { get; init; }

    public string Phone => $"+1218234{_number:D4}";

    public void BeginAnotherAttempt() => Attempt = NewId();

    /// <summary>Another person goes on in the attempt of the one before: "someone else", in the same browser.</summary>
    public void GoOnAfter(SentCodes before) => Attempt = before.Attempt;

    public async Task<CodeSend> SendAsync(
        Channel channel = Channel.Text, string? to = null, CodePurpose purpose = CodePurpose.SignIn, int digits = 6, bool atOnce = false)
    {
        await using var scope = idp.Services.CreateAsyncScope();
        var send = await Codes(scope).SendAsync(Request(channel, to ?? Phone, purpose, digits), TestContext.Current.CancellationToken, atOnce);
        await SaveAsync(scope);
        return send;
    }

    public async Task<CodeCheckOutcome> TypeAsync(string digits, CodePurpose purpose = CodePurpose.SignIn, Guid? attempt = null)
    {
        await using var scope = idp.Services.CreateAsyncScope();
        var outcome = await Codes(scope).CheckAsync(new CodesFor(User.Id, attempt ?? Attempt, purpose), digits, TestContext.Current.CancellationToken);
        await SaveAsync(scope);
        return outcome;
    }

    /// <summary>As a page answers a late code: the fresh one is sent by the same request.</summary>
    public async Task<CodeCheckOutcome> TypeAndSendAgainAsync(string digits)
    {
        await using var scope = idp.Services.CreateAsyncScope();
        var outcome = await Codes(scope).CheckAsync(new CodesFor(User.Id, Attempt, CodePurpose.SignIn), digits, TestContext.Current.CancellationToken);
        await Codes(scope).SendAsync(Request(Channel.Text, Phone, CodePurpose.SignIn, digits: 6), TestContext.Current.CancellationToken, atOnce: true);
        await SaveAsync(scope);
        return outcome;
    }

    public async Task<CodeStatus?> StatusAsync(CodePurpose purpose = CodePurpose.SignIn)
    {
        await using var scope = idp.Services.CreateAsyncScope();
        return await Codes(scope).CurrentAsync(new CodesFor(User.Id, Attempt, purpose), TestContext.Current.CancellationToken);
    }

    /// <summary>Channel and digits of every message to this person so far, oldest first. A code that was used has no digits any more.</summary>
    public async Task<IReadOnlyList<(Channel Channel, string? Digits)>> MessagesAsync()
    {
        await using var db = idp.Database.Open();
        var rows = await db.OutboxMessages.Where(m => m.UserId == User.Id).OrderBy(m => m.CreatedAt)
            .Join(db.OneTimeCodes, m => m.CodeId, c => c.Id, (m, c) => new { m.Channel, c.DigitsEncrypted })
            .ToListAsync(TestContext.Current.CancellationToken);
        var hasher = idp.Services.GetRequiredService<CodeHasher>();
        return [.. rows.Select(m => (m.Channel, m.DigitsEncrypted is { } digits ? hasher.Unseal(digits).Reveal() : null))];
    }

    public async Task<string> LastDigitsAsync() => (await MessagesAsync())[^1].Digits!;

    /// <summary>Digits of the right length that were never sent to this person.</summary>
    public async Task<string> WrongDigitsAsync()
    {
        var sent = (await MessagesAsync()).Select(m => m.Digits).ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(0, 1_000_000).Select(n => $"{n:D6}").First(digits => !sent.Contains(digits));
    }

    private CodeRequest Request(Channel channel, string to, CodePurpose purpose, int digits) =>
        new(Attempt, User, purpose, channel, to, digits, Lifetime, Clinic: null, AppName: null, "en") { FactorId = Factor };

    private static OneTimeCodes Codes(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<OneTimeCodes>();

    private static async Task SaveAsync(AsyncServiceScope scope) =>
        await scope.ServiceProvider.GetRequiredService<IdpDbContext>().SaveChangesAsync(TestContext.Current.CancellationToken);

    private static User NewUser()
    {
        var now = new FakeClock().GetUtcNow();
        return new User($"{Guid.CreateVersion7(now):N}@lakesidefm.example", "Maya Okafor", now);
    }

    private static Guid NewId() => Guid.CreateVersion7(new FakeClock().GetUtcNow());
}
