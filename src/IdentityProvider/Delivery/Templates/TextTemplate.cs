using System.Diagnostics;
using IdentityProvider.Delivery.Texts;

namespace IdentityProvider.Delivery.Templates;

/// <summary>
/// Texts: the sentence for people first, then the line for browsers, "@host #digits" (WICG, Origin-bound one-time codes). No link, no
/// person's name, nothing of a clinic but its name: a lock screen shows a text to whoever walks by.
/// </summary>
internal static class TextTemplate
{
    private static readonly string[] Languages = ["en", "es"];

    public static string Render(Letter letter, LetterHead head, DateTimeOffset now)
    {
        var texts = LetterTexts.In(letter.Language);
        var sender = head.TextSenderOf(letter);
        return letter.Content switch
        {
            CodeContent code => $"{SayCode(texts, code, sender, now)}\n\n@{head.Issuer.Host} #{code.Digits}",
            RecoveryWasApproved approved => texts.Say($"{approved.Kind}.Text", sender),
            HelpAnswer or TestMessage or PhoneChanged or PhoneResetAsked or PhoneResetApproved or PhoneResetApprovedByOperator => texts.Say($"{letter.Content.Kind}.Text", sender),
            _ => throw new UnreachableException($"{letter.Content.Kind} does not travel as a text."),
        };
    }

    private static string SayCode(LetterTexts texts, CodeContent code, string sender, DateTimeOffset now) =>
        texts.Say($"{code.Kind}.Text", code.Digits, sender, texts.Minutes(code.ExpiresAt - now));

    /// <summary>Whether every code, in every language and with the longest clinic name, is one segment on this host.</summary>
    public static bool FitsOneSegment(LetterHead head) =>
        LongestTexts(head).All(Gsm7.IsOneSegment);

    private static IEnumerable<string> LongestTexts(LetterHead head)
    {
        var now = DateTimeOffset.UnixEpoch;
        var clinic = new LetterClinic(Guid.Empty, "", new string('W', 20), "", null);
        CodeContent[] codes =
        [
            new SignInCode(Guid.Empty, "12345678", now.AddMinutes(10)),
            new PhoneVerificationCode(Guid.Empty, "12345678", now.AddMinutes(10)),
            new PasswordResetCode(Guid.Empty, "12345678", now.AddMinutes(10)),
            new StepUpCode(Guid.Empty, "12345678", now.AddMinutes(10)),
        ];
        return from code in codes
               from language in Languages
               select Render(new Letter(Channel.Text, "", language, code) { Clinic = clinic }, head, now);
    }
}
