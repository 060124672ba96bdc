using System.Globalization;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace IdentityProvider.Delivery.Email;

/// <summary>What a mail server's refusals mean. Its own words are read by nobody: they may repeat the address.</summary>
internal static class SmtpAnswers
{
    /// <returns>Null for what is no answer and no trouble of a network.</returns>
    public static (MessageOutcome Outcome, string Code)? Read(Exception exception) => exception switch
    {
        SmtpCommandException refused => (OutcomeOf(refused), ((int)refused.StatusCode).ToString(CultureInfo.InvariantCulture)),

        // A server that shows another certificate, offers no TLS or does not know our password is an operator's trouble, not one that passes.
        SslHandshakeException or AuthenticationException or NotSupportedException or ServiceNotAuthenticatedException =>
            (MessageOutcome.BadCredentials, exception.GetType().Name),
        SocketException or IOException or ProtocolException => (MessageOutcome.Transient, exception.GetType().Name),
        _ => null,
    };

    // RFC 5321 §4.2.1: 4 in front is for now, 5 is for good.
    private static MessageOutcome OutcomeOf(SmtpCommandException refused) => ((int)refused.StatusCode, refused.ErrorCode) switch
    {
        (452, SmtpErrorCode.RecipientNotAccepted) or (421, _) => MessageOutcome.Throttled,
        ( < 500, _) => MessageOutcome.Transient,
        (530 or 535 or 538, _) => MessageOutcome.BadCredentials,
        (_, SmtpErrorCode.RecipientNotAccepted) => MessageOutcome.BadNumber,
        (_, SmtpErrorCode.SenderNotAccepted) => MessageOutcome.BadCredentials,
        _ => MessageOutcome.Blocked,
    };
}
