using System.Globalization;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace IdentityProvider.Delivery.Email;

/// <summary>What a mail server's refusals mean. Of its own words only the enhanced code is read (RFC 3463): the rest may repeat the address.</summary>
internal static class SmtpAnswers
{
    /// <returns>Null for what is no answer and no trouble of a network.</returns>
    public static (MessageOutcome Outcome, string Code)? Read(Exception exception) => exception switch
    {
        SmtpCommandException refused => (OutcomeOf(refused), CodeOf(refused)),

        // The server knows our name and cannot say just now whether the password is right (454, RFC 4954 §6).
        AuthenticationException { InnerException: SmtpCommandException refused } when (int)refused.StatusCode < 500 => (OutcomeOf(refused), CodeOf(refused)),

        // Only a certificate that was refused is an operator's trouble; a handshake that broke off may go well the next time.
        SslHandshakeException { InnerException: not System.Security.Authentication.AuthenticationException } => (MessageOutcome.Transient, exception.GetType().Name),
        SslHandshakeException or AuthenticationException or NotSupportedException or ServiceNotAuthenticatedException =>
            (MessageOutcome.BadCredentials, exception.GetType().Name),
        SocketException or IOException or ProtocolException or ServiceNotConnectedException => (MessageOutcome.Transient, exception.GetType().Name),
        _ => null,
    };

    // RFC 5321 §4.2.1: 4 in front is for now, 5 is for good. What a server has against us it has against every recipient: that is trouble of the
    // provider's, and another one may carry the mail.
    private static MessageOutcome OutcomeOf(SmtpCommandException refused) => ((int)refused.StatusCode, refused.ErrorCode) switch
    {
        (421, _) or (452, SmtpErrorCode.RecipientNotAccepted) => MessageOutcome.Throttled,
        ( < 500, _) => MessageOutcome.Transient,
        (530 or 534 or 535 or 538, _) => MessageOutcome.BadCredentials,
        (_, SmtpErrorCode.RecipientNotAccepted) => IsAboutUs(refused) ? MessageOutcome.BadCredentials : MessageOutcome.BadNumber,
        (_, SmtpErrorCode.MessageNotAccepted) => MessageOutcome.Blocked,
        _ => MessageOutcome.BadCredentials,
    };

    // 5.7: "not for you" (relaying denied, address listed). Without an enhanced code, 550, 551 and 553 are about the mailbox.
    private static bool IsAboutUs(SmtpCommandException refused) => refused.Message.StartsWith("5.", StringComparison.Ordinal)
        ? refused.Message.StartsWith("5.7.", StringComparison.Ordinal)
        : (int)refused.StatusCode is not (550 or 551 or 553);

    private static string CodeOf(SmtpCommandException refused) => ((int)refused.StatusCode).ToString(CultureInfo.InvariantCulture);
}
