using IdentityProvider.Limits;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Limits;

public class AttemptLimitsTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task Two_hundred_tries_at_once_are_counted_up_to_the_first_wait_and_not_one_further()
    {
        var key = Key(AttemptKind.Password);

        var decisions = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => TakeAsync(key)));

        Assert.Equal(5, decisions.Count(d => d.Result == LimitResult.Taken));
        Assert.Equal(195, decisions.Count(d => d.Result == LimitResult.Wait));
        Assert.Equal(5, (await AskAsync(key)).Failures);
    }

    [Fact]
    public async Task A_wait_is_told_and_doubles_with_the_next_failure()
    {
        var key = Key(AttemptKind.Password);
        for (var i = 0; i < 5; i++)
        {
            await TakeAsync(key);
        }

        Assert.Equal(idp.Clock.GetUtcNow().AddSeconds(30), (await TakeAsync(key)).Until!.Value, TimeSpan.FromSeconds(1));
        idp.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(LimitResult.Taken, (await TakeAsync(key)).Result);
        Assert.Equal(idp.Clock.GetUtcNow().AddSeconds(60), (await TakeAsync(key)).Until!.Value, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task After_a_hundred_failures_nothing_is_tried_until_it_is_reset()
    {
        var key = Key(AttemptKind.Password);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(LimitResult.Taken, (await TakeAsync(key)).Result);
            idp.Clock.Advance(TimeSpan.FromHours(1));
        }

        idp.Clock.Advance(TimeSpan.FromDays(365));
        Assert.Equal(LimitResult.Off, (await TakeAsync(key)).Result);
        await idp.WithAsync<AttemptLimits, bool>(async limits =>
        {
            await limits.ForgiveAsync(key, TestContext.Current.CancellationToken);
            return true;
        });
        Assert.Equal(LimitResult.Taken, (await TakeAsync(key)).Result);
    }

    [Fact]
    public async Task Asking_counts_nothing()
    {
        var key = Key(AttemptKind.TypedCode);
        await TakeAsync(key);
        await AskAsync(key);

        Assert.Equal(1, (await AskAsync(key)).Failures);
    }

    private AttemptKey Key(AttemptKind kind) => new(kind, $"{Guid.CreateVersion7(idp.Clock.GetUtcNow()):N}");

    private Task<LimitDecision> TakeAsync(AttemptKey key) =>
        idp.WithAsync<AttemptLimits, LimitDecision>(limits => limits.TakeAsync(key, TestContext.Current.CancellationToken));

    private Task<LimitDecision> AskAsync(AttemptKey key) =>
        idp.WithAsync<AttemptLimits, LimitDecision>(limits => limits.AskAsync(key, TestContext.Current.CancellationToken));
}
