using System.Diagnostics;

namespace IdentityProvider.Delivery.Templates;

/// <summary>E-mails: what each kind of letter says by mail.</summary>
internal static class MailTemplate
{
    public static Mail Render(Letter letter, LetterHead head, DateTimeOffset now)
    {
        var texts = LetterTexts.In(letter.Language);
        return MailLayout.Lay(letter.Content switch
        {
            CodeContent code => Code(letter, code, head, texts, now),
            NoticeContent notice => Notice(letter, notice, head, texts),
            _ => throw new UnreachableException($"{letter.Content.Kind} does not travel by e-mail."),
        });
    }

    private static MailText Code(Letter letter, CodeContent code, LetterHead head, LetterTexts texts, DateTimeOffset now) => new(
        texts.Culture.TwoLetterISOLanguageName,
        head.SenderOf(letter),
        texts.Say($"{code.Kind}.Subject", head.SenderOf(letter)),
        texts.Say($"{code.Kind}.Title"),
        [texts.Say($"{code.Kind}.Mail", letter.AppName ?? head.SenderOf(letter))],
        code.Digits,
        [texts.Say("Mail.CodeWorks", texts.Minutes(code.ExpiresAt - now)), texts.Say("Mail.CodeNotYou")],
        Footer(letter, head, texts));

    private static MailText Notice(Letter letter, NoticeContent notice, LetterHead head, LetterTexts texts) => new(
        texts.Culture.TwoLetterISOLanguageName,
        head.SenderOf(letter),
        texts.Say($"{notice.Kind}.Subject", head.SenderOf(letter)),
        texts.Say($"{notice.Kind}.Title"),
        [Happened(letter, notice, head, texts)],
        Digits: null,
        [texts.Say("Mail.NoticeNotYou", new Uri(head.Issuer, "/account"))],
        Footer(letter, head, texts));

    private static string Happened(Letter letter, NoticeContent notice, LetterHead head, LetterTexts texts)
    {
        var when = texts.When(notice.At, letter.Clinic?.TimeZone);
        return notice switch
        {
            NewBrowserSignedIn it => texts.Say($"{it.Kind}.Mail", when, it.Browser),
            FactorAdded it => texts.Say($"{it.Kind}.Mail", when, texts.Say($"Factor.{it.Factor}")),
            PasskeyAdded it => texts.Say($"{it.Kind}.Mail", when, it.Passkey),
            PasskeyRemoved it => texts.Say($"{it.Kind}.Mail", when, it.Passkey),
            PasskeyMayBeCopied it => texts.Say($"{it.Kind}.Mail", when, it.Passkey),
            FactorRemoved it => texts.Say(it.ByPractice ? $"{it.Kind}.MailPractice" : $"{it.Kind}.Mail", when, texts.Say($"Factor.{it.Factor}")),
            RecoveryCodesMade it => texts.Say($"{it.Kind}.Mail", when),
            RecoveryCodesFew it => texts.Say($"{it.Kind}.Mail", when, it.Left),
            BypassIssued it => texts.Say($"{it.Kind}.Mail", when, texts.When(it.Until, letter.Clinic?.TimeZone), it.Reason),
            PhoneChanged it => texts.Say($"{it.Kind}.Mail", when, it.LastFour),
            BrowserTrusted it => texts.Say($"{it.Kind}.Mail", when, it.Browser, texts.When(it.Until, letter.Clinic?.TimeZone)),
            RoleChanged it => texts.Say($"{it.Kind}.Mail", when, it.Admin, head.SenderOf(letter), texts.Say($"Role.{it.Role}")),
            MembershipEnded it => texts.Say($"{it.Kind}.Mail", when, it.Admin, head.SenderOf(letter)),
            MembershipRestored it => texts.Say($"{it.Kind}.Mail", when, it.Admin, head.SenderOf(letter)),
            SignedOutByAdmin it => texts.Say($"{it.Kind}.Mail", when, it.Admin, head.SenderOf(letter)),
            AppAccessEnded it => texts.Say($"{it.Kind}.Mail", when, it.App),
            BrowserTrustEnded it => texts.Say($"{it.Kind}.Mail", when, it.Browser),
            _ => throw new UnreachableException($"{notice.Kind} has no words."),
        };
    }

    private static string[] Footer(Letter letter, LetterHead head, LetterTexts texts) => letter.Clinic?.FrontDeskPhone is { } desk
        ? [texts.Say("Mail.Footer", head.SenderOf(letter)), texts.Say("Mail.FrontDesk", head.SenderOf(letter), desk)]
        : [texts.Say("Mail.Footer", head.SenderOf(letter))];
}
