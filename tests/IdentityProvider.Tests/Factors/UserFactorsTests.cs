using IdentityProvider.Factors;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Factors;

public class UserFactorsTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private readonly Guid _maya = Guid.CreateVersion7(idp.Clock.GetUtcNow());

    [Fact]
    public async Task A_factor_added_twice_is_one()
    {
        var phone = Guid.CreateVersion7(idp.Clock.GetUtcNow());
        await UseAsync(factors => factors.AddPhoneAsync(_maya, phone, TestContext.Current.CancellationToken));
        await UseAsync(factors => factors.AddPhoneAsync(_maya, phone, TestContext.Current.CancellationToken));
        await UseAsync(factors => factors.AddEmailAsync(_maya, TestContext.Current.CancellationToken));
        await UseAsync(factors => factors.AddEmailAsync(_maya, TestContext.Current.CancellationToken));

        Assert.Equal([FactorKind.Phone, FactorKind.Email], (await OnFileAsync(_maya)).All.Select(f => f.Kind));
    }

    [Fact]
    public async Task What_a_request_adds_counts_before_it_is_saved()
    {
        var onFile = await UseAsync(async factors =>
        {
            await factors.AddEmailAsync(_maya, TestContext.Current.CancellationToken);
            return await factors.OfAsync(_maya, TestContext.Current.CancellationToken);
        });

        Assert.NotNull(onFile.For(Method.Email));
    }

    [Fact]
    public async Task A_removed_factor_is_off_file_and_may_be_added_again()
    {
        var first = await UseAsync(factors => factors.AddEmailAsync(_maya, TestContext.Current.CancellationToken));
        await UseAsync(factors => factors.RemoveAsync(_maya, first.Id, TestContext.Current.CancellationToken));
        Assert.False((await OnFileAsync(_maya)).Any);

        var second = await UseAsync(factors => factors.AddEmailAsync(_maya, TestContext.Current.CancellationToken));
        Assert.NotEqual(first.Id, second.Id);
    }

    [Fact]
    public async Task A_disabled_factor_is_not_brought_back_by_adding_it_again()
    {
        var factor = await UseAsync(factors => factors.AddEmailAsync(_maya, TestContext.Current.CancellationToken));
        await UseAsync(async factors =>
        {
            await factors.DisableNowAsync(factor.Id, TestContext.Current.CancellationToken);
            return true;
        });
        await UseAsync(factors => factors.AddEmailAsync(_maya, TestContext.Current.CancellationToken));

        var onFile = await OnFileAsync(_maya);
        Assert.True(onFile.Any);
        Assert.Null(onFile.For(Method.Email));
    }

    [Fact]
    public async Task Nobody_removes_somebody_elses_factor()
    {
        var factor = await UseAsync(factors => factors.AddEmailAsync(_maya, TestContext.Current.CancellationToken));
        var stranger = Guid.CreateVersion7(idp.Clock.GetUtcNow());

        Assert.Null(await UseAsync(factors => factors.RemoveAsync(stranger, factor.Id, TestContext.Current.CancellationToken)));
        Assert.True((await OnFileAsync(_maya)).Any);
    }

    private Task<FactorsOnFile> OnFileAsync(Guid user) => UseAsync(factors => factors.OfAsync(user, TestContext.Current.CancellationToken));

    private async Task<T> UseAsync<T>(Func<UserFactors, Task<T>> use)
    {
        await using var scope = idp.Services.CreateAsyncScope();
        var result = await use(scope.ServiceProvider.GetRequiredService<UserFactors>());
        await scope.ServiceProvider.GetRequiredService<IdpDbContext>().SaveChangesAsync(TestContext.Current.CancellationToken);
        return result;
    }
}
