using System.Net.Security;
using System.Security.Cryptography;
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
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    private readonly SmtpOptions _options = options.Value.Smtp;

    public Channel Channel => Channel.Email;

    public string Provider => "smtp";

    public async Task<SendResult> SendAsync(OutgoingMessage message, CancellationToken ct)
    {
        // What we take for an address and the library does not: no mail server would take it either.
        if (!MailboxAddress.TryParse(message.Letter.Destination, out var to))
        {
            return new SendResult(MessageOutcome.BadNumber, Provider);
        }

        using var mail = MailOf(message, to);
        using var client = new SmtpClient { ServerCertificateValidationCallback = IsTrusted, CheckCertificateRevocation = false };
        try
        {
            await HandOverAsync(client, mail, ct);
        }
        catch (Exception exception) when (!ct.IsCancellationRequested && SmtpAnswers.Read(exception) is { } answer)
        {
            return new SendResult(answer.Outcome, Provider) { ProviderCode = answer.Code };
        }
        catch (SslHandshakeException exception) when (ct.IsCancellationRequested)
        {
            // The library wraps whatever happens during the handshake; no certificate was wrong here, the time was over.
            throw new OperationCanceledException("The time was over during the TLS handshake.", exception, ct);
        }

        await GoodbyeAsync(client);
        return new SendResult(MessageOutcome.Sent, Provider, mail.MessageId);
    }

    private async Task HandOverAsync(SmtpClient client, MimeMessage mail, CancellationToken ct)
    {
        await client.ConnectAsync(_options.Host, _options.Port, SecurityOf(_options.Security), ct);
        if (_options.UserName.Length > 0)
        {
            await client.AuthenticateAsync(_options.UserName, _options.Password, ct);
        }

        await client.SendAsync(mail, ct);
    }

    // The mail is taken. Whatever happens at the goodbye, a failure here would send it twice.
    private static async Task GoodbyeAsync(SmtpClient client)
    {
        try
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            await client.DisconnectAsync(quit: true, soon.Token);
        }
        catch (Exception)
        {
            client.Dispose();
        }
    }

    private MimeMessage MailOf(OutgoingMessage message, MailboxAddress to)
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
        mail.To.Add(new MailboxAddress(name: null, to.Address));

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
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || _options.CertificateAuthority.Length == 0 || certificate is null || chain is null)
        {
            return false;
        }

        using var shown = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.ImportFromPem(_options.CertificateAuthority);
        own.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        own.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);

        // A certificate names where to ask about it; whoever shows it does not choose where we go, nor how long that takes.
        own.ChainPolicy.DisableCertificateDownloads = true;
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.VerificationTime = clock.GetUtcNow().UtcDateTime;
        return own.Build(shown);
    }
}
