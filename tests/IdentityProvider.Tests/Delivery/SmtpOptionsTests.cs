using System.ComponentModel.DataAnnotations;
using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Email;

namespace IdentityProvider.Tests.Delivery;

/// <summary>What is wrong with the settings of mail is said before the first request.</summary>
public class SmtpOptionsTests
{
    [Fact]
    public void A_server_with_a_sender_is_enough() => Assert.Empty(WrongWith(Usable()));

    [Fact]
    public void Each_gap_is_named()
    {
        Assert.Contains("FromAddress", WrongWith(Usable(o => o.FromAddress = "Sign-in <no-reply@id.example>")), StringComparison.Ordinal);
        Assert.Contains("FromName", WrongWith(Usable(o => o.FromName = "")), StringComparison.Ordinal);
        Assert.Contains("belong together", WrongWith(Usable(o => o.UserName = "provider")), StringComparison.Ordinal);
        Assert.Contains("belong together", WrongWith(Usable(o => o.Password = "secret")), StringComparison.Ordinal);
        Assert.Contains("in the clear", WrongWith(Usable(o => o.Security = SmtpSecurity.None)), StringComparison.Ordinal);
        Assert.Contains("Security must be", WrongWith(Usable(o => o.Security = (SmtpSecurity)7)), StringComparison.Ordinal);
        Assert.Contains("CertificateAuthority", WrongWith(Usable(o => o.CertificateAuthority = "no certificate")), StringComparison.Ordinal);
        Assert.Contains("Host is not set", WrongWith(Usable(o => o.Host = "")), StringComparison.Ordinal);
    }

    [Fact]
    public void No_message_repeats_a_secret() =>
        Assert.DoesNotContain("hunter2", WrongWith(Usable(o => (o.Password, o.CertificateAuthority) = ("hunter2", "hunter2"))), StringComparison.Ordinal);

    [Theory]
    [InlineData(false, EmailProvider.Smtp)]
    [InlineData(false, EmailProvider.SendGrid, EmailProvider.SendGrid)]
    [InlineData(false, (EmailProvider)7)]
    [InlineData(true, EmailProvider.SendGrid)]
    [InlineData(true)]
    public void Only_providers_that_are_set_are_named_and_each_once(bool isRight, params EmailProvider[] named)
    {
        var options = new DeliveryOptions { EmailProviders = named, SendGrid = new SendGridOptions { ApiKey = "SG.key" } };

        Assert.Equal(isRight, options.NamesProvidersThatAreSet());
    }

    [Fact]
    public void Without_an_order_the_one_that_is_set_carries_mail_and_SendGrid_where_both_are()
    {
        var both = new DeliveryOptions { SendGrid = new SendGridOptions { ApiKey = "SG.key" }, Smtp = Usable() };
        var smtp = new DeliveryOptions { Smtp = Usable() };

        Assert.Equal([EmailProvider.SendGrid], both.EmailInOrder);
        Assert.Equal([EmailProvider.Smtp], smtp.EmailInOrder);
        Assert.False(new DeliveryOptions().NamesProvidersThatAreSet());
    }

    private static SmtpOptions Usable(Action<SmtpOptions>? change = null)
    {
        var options = new SmtpOptions { Host = "mail.example", FromAddress = "no-reply@id.example", FromName = "Sign-in" };
        change?.Invoke(options);
        return options;
    }

    private static string WrongWith(SmtpOptions options) => string.Join(' ', options.Validate(new ValidationContext(options)).Select(wrong => wrong.ErrorMessage));
}
