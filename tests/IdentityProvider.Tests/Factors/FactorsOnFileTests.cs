using IdentityProvider.Factors;

namespace IdentityProvider.Tests.Factors;

public class FactorsOnFileTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private readonly Factor _phone = Factor.Phone(Guid.Empty, Guid.CreateVersion7(Noon), Noon);
    private readonly Factor _email = Factor.Email(Guid.Empty, Noon);

    [Fact]
    public void A_phone_serves_text_and_voice_and_the_address_serves_e_mail()
    {
        var onFile = new FactorsOnFile([_phone, _email]);

        Assert.Same(_phone, onFile.For(Method.Text));
        Assert.Same(_phone, onFile.For(Method.Voice));
        Assert.Same(_email, onFile.For(Method.Email));
        Assert.Null(onFile.For(Method.AuthenticatorApp));
    }

    [Fact]
    public void A_disabled_factor_is_on_file_and_cannot_be_used()
    {
        _phone.Disable(Noon);
        var onFile = new FactorsOnFile([_phone]);

        Assert.True(onFile.Any);
        Assert.Null(onFile.For(Method.Text));
        Assert.Empty(onFile.Methods);
    }

    [Fact]
    public void A_removed_factor_is_neither_on_file_nor_usable()
    {
        _phone.Remove(Noon);

        Assert.False(_phone.IsOnFile);
        Assert.False(_phone.IsUsable);
    }
}
