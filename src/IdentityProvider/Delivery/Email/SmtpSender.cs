using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using IdentityProvider.Delivery.Templates;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace IdentityProvider.Delivery.Email;

/// <summary>E-mail to a mail server of the deployment (RFC 5321, RFC 6409). A connection for each mail: what is sent is rare and must not meet a dead one.</summary>
internal sealed class SmtpSender(IOptions<DeliveryOptions> options, TimeProvider clock) : IMessageSender
{
    private readonly SmtpOptions _options = options.Value.Smtp;

    public Channel Channel => Channel.Email;

    public string Provider => "smtp";

    public async Task<SendResult> SendAsync(OutgoingMessage message, CancellationToken ct)
    {
        using var client = new SmtpClient { ServerCertificateValidationCallback = IsTrusted, CheckCertificateRevocation = false };
        using var mail = MailOf(message);
        try
        {
            await client.ConnectAsync(_options.Host, _options.Port, SecurityOf(_options.Security), ct);
            if (_options.UserName.Length > 0)
            {
                await client.AuthenticateAsync(_options.UserName, _options.Password, ct);
            }

            await client.SendAsync(mail, ct);
        }
        catch (Exception exception) when (SmtpAnswers.Read(exception) is { } answer)
        {
            return new SendResult(answer.Outcome, Provider) { ProviderCode = answer.Code };
        }

        await GoodbyeAsync(client);
        return new SendResult(MessageOutcome.Sent, Provider, mail.MessageId);
    }

    // The mail is taken. A server that does not say goodbye has taken it all the same: a failure here would send it twice.
    private static async Task GoodbyeAsync(SmtpClient client)
    {
        try
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            await client.DisconnectAsync(quit: true, soon.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or MailKit.ProtocolException)
        {
            client.Dispose();
        }
    }

    private MimeMessage MailOf(OutgoingMessage message)
    {
        var words = MailTemplate.Render(message.Letter, message.Head, message.Now);
        var mail = new MimeMessage
        {
            Subject = words.Subject,
            Date = clock.GetUtcNow(),

            // The same for each try, so that a mail that a server had taken after all is recognized as the same one.
            MessageId = $"{message.Id:N}@{_options.FromAddress[(_options.FromAddress.LastIndexOf('@') + 1)..]}",
            Body = new MultipartAlternative { new TextPart("plain") { Text = words.Plain }, new TextPart("html") { Text = words.Html } },
        };
        mail.From.Add(new MailboxAddress(message.Letter.Clinic?.Name ?? _options.FromName, _options.FromAddress));
        mail.To.Add(new MailboxAddress(name: null, message.Letter.Destination));

        // Nobody's holiday answers belong into the mailbox of a sender that nobody reads (RFC 3834 §5).
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        return mail;
    }

    private static SecureSocketOptions SecurityOf(SmtpSecurity security) => security switch
    {
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        SmtpSecurity.None => SecureSocketOptions.None,
    };

    private bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        // A wrong name stays wrong, whoever vouches for it.
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || _options.CertificateAuthority.Length == 0 || certificate is null)
        {
            return false;
        }

        using var authority = X509Certificate2.CreateFromPem(_options.CertificateAuthority);
        using var shown = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.Add(authority);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.VerificationTime = clock.GetUtcNow().UtcDateTime;
        return own.Build(shown);
    }
}
