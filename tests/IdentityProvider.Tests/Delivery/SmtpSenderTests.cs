using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Email;
using IdentityProvider.Dev.Postgres;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.Options;
using MimeKit;

namespace IdentityProvider.Tests.Delivery;

/// <summary>E-mail to a real mail server.</summary>
public class SmtpSenderTests
{
    private readonly FakeClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_goes_over_TLS_after_the_password_with_both_parts_and_a_name_of_its_own()
    {
        await using var server = await MailServer.StartAsync(_clock.GetUtcNow());
        var message = Message("pat@mail.example");

        var result = await SendAsync(server.Options, message);
        var taken = await server.NextAsync(Ct);
        using var mail = await MimeMessage.LoadAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(taken.Content)), Ct);

        Assert.Equal(MessageOutcome.Sent, result.Outcome);
        Assert.Equal((true, true), (taken.Tls, taken.Authenticated));
        Assert.Equal(("no-reply@id.example", "pat@mail.example"), (taken.From, Assert.Single(taken.To)));
        Assert.Equal($"{message.Id:N}@id.example", mail.MessageId);
        Assert.Equal(mail.MessageId, result.ProviderMessageId);
        Assert.Equal("Lakeside Family Medicine", mail.From.Mailboxes.Single().Name);
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
        Assert.Contains("042137", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("042137", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("042137", mail.Subject, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown@mail.example", MessageOutcome.BadNumber, "550")]
    [InlineData("denied@mail.example", MessageOutcome.BadCredentials, "554")]
    [InlineData("bare@mail.example", MessageOutcome.BadCredentials, "554")]
    [InlineData("virus@mail.example", MessageOutcome.Blocked, "554")]
    [InlineData("later@mail.example", MessageOutcome.Transient, "451")]
    public async Task What_the_server_has_against_a_recipient_a_mail_or_us_is_told_apart(string to, MessageOutcome outcome, string code)
    {
        await using var server = await MailServer.StartAsync(_clock.GetUtcNow());

        var result = await SendAsync(server.Options, Message(to));

        Assert.Equal((outcome, code), (result.Outcome, result.ProviderCode));
    }

    [Fact]
    public async Task A_wrong_password_and_a_certificate_nobody_vouches_for_are_an_operators_trouble()
    {
        await using var server = await MailServer.StartAsync(_clock.GetUtcNow());
        await using var other = await MailServer.StartAsync(_clock.GetUtcNow());
        var (wrongPassword, unknown, wrongAuthority) = (server.Options, server.Options, server.Options);
        (wrongPassword.Password, unknown.CertificateAuthority, wrongAuthority.CertificateAuthority) = ("guessed", "", other.Authority);

        Assert.Equal(MessageOutcome.BadCredentials, (await SendAsync(wrongPassword, Message("pat@mail.example"))).Outcome);
        Assert.Equal(MessageOutcome.BadCredentials, (await SendAsync(unknown, Message("pat@mail.example"))).Outcome);
        Assert.Equal(MessageOutcome.BadCredentials, (await SendAsync(wrongAuthority, Message("pat@mail.example"))).Outcome);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_not_taken_whoever_vouches_for_it()
    {
        await using var server = await MailServer.StartAsync(_clock.GetUtcNow());
        var otherName = server.Options;
        otherName.Host = "localhost";

        Assert.Equal(MessageOutcome.BadCredentials, (await SendAsync(otherName, Message("pat@mail.example"))).Outcome);
    }

    [Fact]
    public async Task A_server_that_offers_no_TLS_gets_neither_mail_nor_password()
    {
        await using var server = await MailServer.StartAsync(_clock.GetUtcNow(), offersTls: false);

        Assert.Equal(MessageOutcome.BadCredentials, (await SendAsync(server.Options, Message("pat@mail.example"))).Outcome);

        var relay = server.Options;
        relay.Security = SmtpSecurity.None;
        Assert.Equal(MessageOutcome.Sent, (await SendAsync(relay, Message("pat@mail.example"))).Outcome);
        Assert.False((await server.NextAsync(Ct)).Tls);
    }

    [Theory]
    [InlineData("mailto:pat@mail.example")]
    [InlineData("pat@@mail.example")]
    public async Task An_address_that_no_mail_server_would_take_is_told_at_once(string to)
    {
        var nobody = new SmtpOptions { Host = "127.0.0.1", Port = FreePort.Any(), FromAddress = "no-reply@id.example", FromName = "Sign-in" };

        Assert.Equal(MessageOutcome.BadNumber, (await SendAsync(nobody, Message(to))).Outcome);
    }

    [Fact]
    public async Task A_clinic_with_an_odd_name_writes_no_headers_of_its_own()
    {
        await using var server = await MailServer.StartAsync(_clock.GetUtcNow());
        var odd = Letters.Lakeside with { Name = "Clínica \"Ñandú\" <a@b>,\r\nBcc: thief@mail.example" };

        await SendAsync(server.Options, Message("pat@mail.example", odd));
        var taken = await server.NextAsync(Ct);
        using var mail = await MimeMessage.LoadAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(taken.Content)), Ct);

        Assert.Equal("pat@mail.example", Assert.Single(taken.To));
        Assert.Empty(mail.Bcc);
        Assert.StartsWith("Clínica \"Ñandú\" <a@b>,", mail.From.Mailboxes.Single().Name, StringComparison.Ordinal);
        Assert.Equal("no-reply@id.example", mail.From.Mailboxes.Single().Address);
    }

    [Fact]
    public async Task A_server_that_hangs_at_the_recipient_or_in_the_handshake_is_trouble_that_passes()
    {
        await using var server = await MailServer.StartAsync(_clock.GetUtcNow());
        using var silent = new HangingMailServer();
        var inHandshake = server.Options;
        inHandshake.Port = silent.Port;

        Assert.Equal(MessageOutcome.Transient, (await SendAsync(server.Options, Message("hangs@mail.example"))).Outcome);
        Assert.Equal(MessageOutcome.Transient, (await SendAsync(inHandshake, Message("pat@mail.example"))).Outcome);
    }

    [Fact]
    public async Task Where_nobody_listens_it_is_trouble_that_passes()
    {
        var nobody = new SmtpOptions { Host = "127.0.0.1", Port = FreePort.Any(), FromAddress = "no-reply@id.example", FromName = "Sign-in" };

        Assert.Equal(MessageOutcome.Transient, (await SendAsync(nobody, Message("pat@mail.example"))).Outcome);
    }

    private Task<SendResult> SendAsync(SmtpOptions options, OutgoingMessage message) =>
        ProviderCalls.AskAsync(new SmtpSender(Options.Create(new DeliveryOptions { Smtp = options }), _clock), message, Ct);

    private OutgoingMessage Message(string to, LetterClinic? clinic = null)
    {
        var now = _clock.GetUtcNow();
        var letter = new Letter(Channel.Email, to, "en", new SignInCode(Guid.CreateVersion7(now), "042137", now.AddMinutes(10))) { Clinic = clinic ?? Letters.Lakeside };
        return new OutgoingMessage(Guid.CreateVersion7(now), letter, Letters.Head, now, now.AddMinutes(10));
    }
}
