using IdentityProvider.Limits;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Limits;

public class LimitsSweepTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Guesses_at_a_password_are_forgotten_after_ninety_days_and_those_at_a_factor_never()
    {
        var (password, factor) = (new AttemptKey(AttemptKind.Password, "a name"), AttemptKey.Factor(Guid.CreateVersion7(idp.Clock.GetUtcNow())));
        await TakeAsync(password);
        await TakeAsync(factor);

        idp.Clock.Advance(TimeSpan.FromDays(89));
        await SweepAsync();
        Assert.Equal((1, 1), (await FailuresAsync(password), await FailuresAsync(factor)));

        idp.Clock.Advance(TimeSpan.FromDays(2));
        await SweepAsync();
        Assert.Equal((0, 1), (await FailuresAsync(password), await FailuresAsync(factor)));
    }

    [Fact]
    public async Task However_much_there_is_to_forget_it_goes_in_pieces()
    {
        await using var db = idp.Database.Open();
        var old = idp.Clock.GetUtcNow().AddMinutes(-1);
        await db.Database.ExecuteSqlAsync(
            $"insert into used_once (purpose, hash, expires_at) select 'much', decode(md5(n::text), 'hex'), {old} from generate_series(1, 12000) n", Ct);

        await ForgetUsedAsync();

        Assert.False(await db.UsedOnce.AnyAsync(u => u.Purpose == "much", Ct));
    }

    [Fact]
    public async Task What_may_be_used_once_is_remembered_until_it_is_refused_for_its_age()
    {
        var once = idp.Services.GetRequiredService<UsedOnce>();
        var expiresAt = idp.Clock.GetUtcNow().AddMinutes(5);
        Assert.True(await once.TryUseAsync("test", "jti", expiresAt, Ct));

        idp.Clock.Advance(TimeSpan.FromMinutes(4));
        await ForgetUsedAsync();
        Assert.False(await once.TryUseAsync("test", "jti", expiresAt, Ct));
        Assert.True(await once.TryUseAsync("another test", "jti", expiresAt, Ct));

        idp.Clock.Advance(TimeSpan.FromMinutes(1));
        await ForgetUsedAsync();
        Assert.True(await once.TryUseAsync("test", "jti", expiresAt, Ct));
    }

    [Fact]
    public async Task Of_two_hundred_uses_at_once_one_is_the_first()
    {
        var once = idp.Services.GetRequiredService<UsedOnce>();
        var expiresAt = idp.Clock.GetUtcNow().AddMinutes(5);

        var uses = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => once.TryUseAsync("race", "jti", expiresAt, Ct)));

        Assert.Single(uses, isFirst => isFirst);
    }

    private Task ForgetUsedAsync() => idp.Services.GetRequiredService<SweepWorker<UsedOnceSweep>>().SweepAsync(Ct);

    private Task SweepAsync() => idp.Services.GetRequiredService<SweepWorker<LimitsSweep>>().SweepAsync(Ct);

    private Task<LimitDecision> TakeAsync(AttemptKey key) => idp.WithAsync<AttemptLimits, LimitDecision>(limits => limits.TakeAsync(key, Ct));

    private async Task<int> FailuresAsync(AttemptKey key) => (await idp.WithAsync<AttemptLimits, LimitDecision>(limits => limits.AskAsync(key, Ct))).Failures;
}
