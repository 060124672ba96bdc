using IdentityProvider.Delivery;
using IdentityProvider.Phones;

namespace IdentityProvider.Tests.Phones;

public class UserPhoneTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly UserPhone _phone = new(Guid.Empty, new SealedNumber([1], [2], "0142"), Channel.Text, Noon);

    [Fact]
    public void A_phone_is_pending_until_a_code_to_it_was_entered()
    {
        Assert.False(_phone.IsVerified);

        _phone.Verify(Noon);

        Assert.True(_phone.IsVerified);
    }

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)]
    public void A_new_number_recovers_nothing_for_a_day(int hoursLater, bool recovers)
    {
        _phone.Verify(Noon);

        Assert.Equal(recovers, _phone.CanRecover(Noon.AddHours(hoursLater)));
    }

    [Fact]
    public void A_removed_phone_proves_nothing()
    {
        _phone.Verify(Noon);
        _phone.Remove(Noon.AddDays(2));

        Assert.False(_phone.IsVerified);
        Assert.False(_phone.CanRecover(Noon.AddDays(3)));
    }

    [Fact]
    public void A_phone_is_never_reached_by_e_mail() => Assert.Throws<ArgumentException>(() => _phone.Prefer(Channel.Email));
}
