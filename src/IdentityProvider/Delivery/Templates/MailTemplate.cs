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
            LinkContent link => Link(letter, link, head, texts, now),
            NoAccountHere => NoAccount(letter, head, texts),
            AddressNotOldEnough young => TooNew(letter, young, head, texts),
            TestMessage => Testing(letter, head, texts),
            Welcome welcome => Welcoming(letter, welcome, head, texts),
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
        Link: null,
        [texts.Say("Mail.CodeWorks", texts.Minutes(code.ExpiresAt - now)), texts.Say("Mail.CodeNotYou")],
        Footer(letter, head, texts));

    private static MailText Notice(Letter letter, NoticeContent notice, LetterHead head, LetterTexts texts) => new(
        texts.Culture.TwoLetterISOLanguageName,
        head.SenderOf(letter),
        texts.Say($"{notice.Kind}.Subject", head.SenderOf(letter)),
        texts.Say($"{notice.Kind}.Title"),
        [Happened(letter, notice, head, texts)],
        Digits: null,
        notice.DisavowalAt(head.Issuer) is { } disavowal ? new MailLink(texts.Say("Mail.Disavow"), disavowal) : null,
        [After(notice, head, texts)],
        Footer(letter, head, texts));

    private static string After(NoticeContent notice, LetterHead head, LetterTexts texts) => notice switch
    {
        RecoveryIsWanted => texts.Say("RecoveryIsWanted.Do", new Uri(head.Issuer, "/admin")),
        RecoveryWasAsked or RecoveryWasApproved => texts.Say("Mail.CancelNotYou"),
        { DisavowalToken: not null } => texts.Say("Mail.DisavowNotYou"),
        _ => texts.Say("Mail.NoticeNotYou", new Uri(head.Issuer, "/account")),
    };

    private static MailText Link(Letter letter, LinkContent link, LetterHead head, LetterTexts texts, DateTimeOffset now) => new(
        texts.Culture.TwoLetterISOLanguageName,
        head.SenderOf(letter),
        texts.Say($"{link.Kind}.Subject", head.SenderOf(letter)),
        texts.Say($"{link.Kind}.Title"),
        [texts.Say($"{link.Kind}.Mail", head.SenderOf(letter), link.Detail)],
        Digits: null,
        new MailLink(texts.Say($"{link.Kind}.Button"), link.AddressAt(head.Issuer)),
        [texts.Say("Mail.LinkWorks", texts.Lasting(link.ExpiresAt - now)), texts.Say($"{link.Kind}.NotYou")],
        Footer(letter, head, texts));

    private static MailText NoAccount(Letter letter, LetterHead head, LetterTexts texts) => new(
        texts.Culture.TwoLetterISOLanguageName,
        head.SenderOf(letter),
        texts.Say("NoAccountHere.Subject", head.SenderOf(letter)),
        texts.Say("NoAccountHere.Title"),
        [texts.Say("NoAccountHere.Mail", head.SenderOf(letter)), texts.Say("NoAccountHere.Do")],
        Digits: null,
        Link: null,
        [texts.Say("NoAccountHere.NotYou")],
        Footer(letter, head, texts));

    private static MailText TooNew(Letter letter, AddressNotOldEnough young, LetterHead head, LetterTexts texts) => new(
        texts.Culture.TwoLetterISOLanguageName,
        head.SenderOf(letter),
        texts.Say("AddressNotOldEnough.Subject", head.SenderOf(letter)),
        texts.Say("AddressNotOldEnough.Title"),
        [texts.Say("AddressNotOldEnough.Mail", head.SenderOf(letter), texts.When(young.From, letter.Clinic?.TimeZone))],
        Digits: null,
        Link: null,
        [texts.Say("AddressNotOldEnough.NotYou")],
        Footer(letter, head, texts));

    private static MailText Testing(Letter letter, LetterHead head, LetterTexts texts) => new(
        texts.Culture.TwoLetterISOLanguageName,
        head.SenderOf(letter),
        texts.Say("TestMessage.Subject", head.SenderOf(letter)),
        texts.Say("TestMessage.Title"),
        [texts.Say("TestMessage.Mail", head.SenderOf(letter))],
        Digits: null,
        Link: null,
        [texts.Say("TestMessage.NotYou")],
        Footer(letter, head, texts));

    private static MailText Welcoming(Letter letter, Welcome welcome, LetterHead head, LetterTexts texts) => new(
        texts.Culture.TwoLetterISOLanguageName,
        head.SenderOf(letter),
        texts.Say("Welcome.Subject", head.SenderOf(letter)),
        texts.Say("Welcome.Title", head.SenderOf(letter)),
        [texts.Say("Welcome.Mail", head.SenderOf(letter)), texts.Say("Welcome.Email", welcome.Email), texts.Say("Welcome.PracticeId", welcome.PracticeId)],
        Digits: null,
        new MailLink(texts.Say("Welcome.Button"), new Uri(head.Issuer, "/account")),
        [texts.Say("Welcome.Keep")],
        Footer(letter, head, texts));

    private static string Happened(Letter letter, NoticeContent notice, LetterHead head, LetterTexts texts)
    {
        var when = texts.When(notice.At, letter.Clinic?.TimeZone);
        return notice switch
        {
            NewBrowserSignedIn it => texts.Say($"{it.Kind}.Mail", when, it.Browser),
            FactorAdded it => texts.Say($"{it.Kind}.Mail", when, texts.Say($"Factor.{it.Factor}")),
            PasskeyAdded it => texts.Say($"{it.Kind}.Mail", when, it.Passkey),
            PasskeyRemoved it => texts.Say(it.ByPractice ? $"{it.Kind}.MailPractice" : $"{it.Kind}.Mail", when, it.Passkey),
            PasskeyMayBeCopied it => texts.Say($"{it.Kind}.Mail", when, it.Passkey),
            FactorRemoved it => texts.Say(it.ByPractice ? $"{it.Kind}.MailPractice" : $"{it.Kind}.Mail", when, texts.Say($"Factor.{it.Factor}")),
            RecoveryCodesMade it => texts.Say($"{it.Kind}.Mail", when),
            RecoveryCodesFew it => texts.Say($"{it.Kind}.Mail", when, it.Left),
            BypassIssued it => texts.Say($"{it.Kind}.Mail", when, texts.When(it.Until, letter.Clinic?.TimeZone), it.Reason),
            SecondStepSwitchedOn or SecondStepSwitchedOff => texts.Say($"{notice.Kind}.Mail", when),
            SecondStepReset { ExemptUntil: { } until } it => texts.Say($"{it.Kind}.MailExempt", when, texts.When(until, letter.Clinic?.TimeZone)),
            SecondStepReset it => texts.Say($"{it.Kind}.Mail", when),
            SecondStepExempted { ExemptUntil: { } until } it => texts.Say($"{it.Kind}.Mail", when, texts.When(until, letter.Clinic?.TimeZone)),
            SecondStepExempted it => texts.Say($"{it.Kind}.MailEnded", when),
            PhoneChanged it => texts.Say($"{it.Kind}.Mail", when, it.LastFour),
            BrowserTrusted it => texts.Say($"{it.Kind}.Mail", when, it.Browser, texts.When(it.Until, letter.Clinic?.TimeZone)),
            RoleChanged it => texts.Say($"{it.Kind}.Mail", when, it.Admin, head.SenderOf(letter), texts.Say($"Role.{it.Role}")),
            MembershipEnded it => texts.Say($"{it.Kind}.Mail", when, it.Admin, head.SenderOf(letter)),
            MembershipRestored it => texts.Say($"{it.Kind}.Mail", when, it.Admin, head.SenderOf(letter)),
            EmailWasChanged it => texts.Say($"{it.Kind}.Mail", when, it.Masked),
            SignedOutByAdmin it => texts.Say($"{it.Kind}.Mail", when, it.Admin, head.SenderOf(letter)),
            EmergencyAccessUsed it => texts.Say($"{it.Kind}.Mail", when, it.Person, texts.When(it.Until, letter.Clinic?.TimeZone)),
            EmergencyAccessClosed it => texts.Say($"{it.Kind}.Mail", when, it.Person),
            SealedCodeMade it => texts.Say($"{it.Kind}.Mail", when, it.Admin),
            AppAccessEnded it => texts.Say($"{it.Kind}.Mail", when, it.App),
            PasswordWasUnlocked it => texts.Say($"{it.Kind}.Mail", when, it.Admin),
            RecoveryWasApproved it => texts.Say($"{it.Kind}.Mail", texts.When(it.WorksFrom, letter.Clinic?.TimeZone)),
            RecoveryIsWanted it => texts.Say($"{it.Kind}.Mail", when, it.Name, it.Email),
            PasswordWasReset or PasswordWasChanged or RecoveryWasAsked => texts.Say($"{notice.Kind}.Mail", when),
            BrowserTrustEnded it => texts.Say($"{it.Kind}.Mail", when, it.Browser),
            BrowsersForgottenByAdmin it => texts.Say($"{it.Kind}.Mail", when),
            TextsStopped it => texts.Say($"{it.Kind}.Mail", when, it.LastFour),
            PhoneResetToDecide it => texts.Say($"{it.Kind}.Mail", when, it.Person),
            PhoneResetApproved it => texts.Say($"{it.Kind}.Mail", when, texts.When(it.Until, letter.Clinic?.TimeZone)),
            PhoneResetApprovedByOperator it => texts.Say(
                $"{it.Kind}.Mail", when, texts.When(it.From, letter.Clinic?.TimeZone), texts.When(it.Until, letter.Clinic?.TimeZone)),
            SignInGivenUp or PhoneResetAsked or PhoneResetRefused or PhoneResetLapsed => texts.Say($"{notice.Kind}.Mail", when),
            _ => throw new UnreachableException($"{notice.Kind} has no words."),
        };
    }

    private static string[] Footer(Letter letter, LetterHead head, LetterTexts texts) => letter.Clinic?.FrontDeskPhone is { } desk
        ? [texts.Say("Mail.Footer", head.SenderOf(letter)), texts.Say("Mail.FrontDesk", head.SenderOf(letter), desk)]
        : [texts.Say("Mail.Footer", head.SenderOf(letter))];
}
