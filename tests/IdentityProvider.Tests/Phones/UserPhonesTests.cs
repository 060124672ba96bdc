using System.Text;
using IdentityProvider.Delivery;
using IdentityProvider.Phones;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Phones;

public class UserPhonesTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly PhoneNumber Number = PhoneNumber.Parse("218 234 0142", allowFictional: false).Number!;
    private readonly Guid _maya = Guid.CreateVersion7(idp.Clock.GetUtcNow());

    [Fact]
    [Trait("Row", "PF9")]
    public async Task PF9_a_number_is_stored_so_that_a_copy_of_the_database_does_not_tell_it()
    {
        var added = await AddAsync(_maya);
        await using var db = idp.Database.Open();
        var stored = await db.UserPhones.SingleAsync(p => p.Id == added.Id, TestContext.Current.CancellationToken);

        Assert.DoesNotContain("2340142", Encoding.Latin1.GetString(stored.NumberEncrypted), StringComparison.Ordinal);
        Assert.Equal("(•••) •••-0142", stored.Masked);
        Assert.Equal(Number, await UseAsync(phones => Task.FromResult(phones.NumberOf(stored))));
    }

    [Fact]
    public async Task The_same_number_entered_twice_is_one_phone_with_the_channel_chosen_last()
    {
        var first = await AddAsync(_maya);
        var second = await AddAsync(_maya, Channel.Voice);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(Channel.Voice, second.PreferredChannel);
    }

    [Fact]
    public async Task One_number_may_verify_several_people()
    {
        var colleague = Guid.CreateVersion7(idp.Clock.GetUtcNow());

        Assert.NotEqual((await AddAsync(_maya)).Id, (await AddAsync(colleague)).Id);
    }

    [Fact]
    public async Task Nobody_finds_somebody_elses_phone()
    {
        var phone = await AddAsync(_maya);

        Assert.Null(await UseAsync(phones => phones.FindAsync(Guid.CreateVersion7(idp.Clock.GetUtcNow()), phone.Id, TestContext.Current.CancellationToken)));
        Assert.NotNull(await UseAsync(phones => phones.FindAsync(_maya, phone.Id, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_pending_phone_is_not_among_the_verified_ones()
    {
        await AddAsync(_maya);

        Assert.Empty(await UseAsync(phones => phones.VerifiedOfAsync(_maya, TestContext.Current.CancellationToken)));
    }

    private Task<T> UseAsync<T>(Func<UserPhones, Task<T>> use) => idp.WithAsync(use);

    private async Task<UserPhone> AddAsync(Guid user, Channel preferred = Channel.Text)
    {
        await using var scope = idp.Services.CreateAsyncScope();
        var phone = await scope.ServiceProvider.GetRequiredService<UserPhones>().AddPendingAsync(user, Number, preferred, TestContext.Current.CancellationToken);
        await scope.ServiceProvider.GetRequiredService<IdpDbContext>().SaveChangesAsync(TestContext.Current.CancellationToken);
        return phone;
    }
}
