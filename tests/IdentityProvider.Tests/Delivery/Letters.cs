using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Templates;

namespace IdentityProvider.Tests.Delivery;

/// <summary>Letters of every kind, for tests that must not forget one.</summary>
internal static class Letters
{
    private static readonly string[] Languages = ["en", "es"];

    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 18, 0, 0, TimeSpan.Zero);

    public static readonly LetterHead Head = new(new Uri("https://id.lakesidehealth.example"), "Clinic ID");

    public static readonly LetterClinic Lakeside =
        new(Guid.CreateVersion7(Noon), "Lakeside Family Medicine", "Lakeside FM", "America/Chicago", "(218) 555-0142");

    public static LetterContent[] Contents(string digits = "042137") => [.. Codes(digits), .. Factors(), .. Accounts(), .. Passwords(), .. Phones()];

    private static LetterContent[] Codes(string digits) =>
    [
        new SignInCode(Guid.CreateVersion7(Noon), digits, Noon.AddMinutes(10)),
        new PhoneVerificationCode(Guid.CreateVersion7(Noon), digits, Noon.AddMinutes(10)),
        new EmailVerificationCode(Guid.CreateVersion7(Noon), digits, Noon.AddMinutes(10)),
        new PasswordResetCode(Guid.CreateVersion7(Noon), digits, Noon.AddMinutes(10)),
        new StepUpCode(Guid.CreateVersion7(Noon), digits, Noon.AddMinutes(10)),
    ];

    private static LetterContent[] Factors() =>
    [
        new NewBrowserSignedIn(Noon, "Firefox on Windows"),
        new PasskeyAdded(Noon, "Apple Passwords"),
        new PasskeyRemoved(Noon, "Apple Passwords", ByPractice: true),
        new PasskeyMayBeCopied(Noon, "Security key"),
        new FactorAdded(Noon, FactorName.Text),
        new FactorRemoved(Noon, FactorName.AuthenticatorApp, ByPractice: true),
        new RecoveryCodesMade(Noon),
        new RecoveryCodesFew(Noon, 3),
        new BypassIssued(Noon, Noon.AddHours(4), "Left the phone at home"),
        new PhoneChanged(Noon, "0199"),
        new BrowserTrusted(Noon, "Safari on iPhone", Noon.AddDays(30)),
    ];

    private static LetterContent[] Accounts() =>
    [
        new RoleChanged(Noon, "Ana Ruiz", "Admin"),
        new MembershipEnded(Noon, "Ana Ruiz"),
        new MembershipRestored(Noon, "Ana Ruiz"),
        new InvitationLink(new string('A', 43), Noon.AddDays(7)),
        new AddressNotOldEnough(Noon.AddDays(1)),
        new Welcome("LAKE-1042", "maya@example.com"),
        new EmailChangeLink(new string('A', 43), Noon.AddDays(1)),
        new EmailChangeAsked(new string('A', 43), Noon.AddDays(1), "m•••@example.com"),
        new EmailChangeAskedByAdmin(new string('A', 43), Noon.AddDays(1), "m•••@example.com"),
        new EmailWasChanged(Noon, "m•••@example.com"),
        new SignedOutByAdmin(Noon, "Ana Ruiz"),
        new EmergencyAccessUsed(Noon, "Maya Okafor", Noon.AddHours(1)),
        new EmergencyAccessClosed(Noon, "Maya Okafor"),
        new SealedCodeMade(Noon, "Ana Ruiz"),
        new AppAccessEnded(Noon, "Lakeside EHR"),
        new BrowserTrustEnded(Noon, "Safari on iPhone"),
    ];

    private static LetterContent[] Passwords() =>
    [
        new PasswordResetLink("a-token-of-a-link", Noon.AddMinutes(20)),
        new PasswordLinkByAdmin("a-token-of-a-link", Noon.AddMinutes(20)),
        new UnlockLink("a-token-of-a-link", Noon.AddMinutes(20)),
        new NoAccountHere(),
        new PasswordWasReset(Noon) { DisavowalToken = "a-token-of-a-link" },
        new PasswordWasChanged(Noon),
        new PasswordWasUnlocked(Noon, "Dana Reyes"),
        new RecoveryWasAsked(Noon) { DisavowalToken = "a-token-of-a-link" },
        new RecoveryIsWanted(Noon, "Safari Okafor", "pat@mail.example"),
        new RecoveryWasApproved(Noon, Noon.AddDays(1)) { DisavowalToken = "a-token-of-a-link" },
        new BrowsersForgottenByAdmin(Noon, 3),
    ];

    private static LetterContent[] Phones() =>
    [
        new TextsStopped(Noon, "0199"),
        new HelpAnswer(),
        new TestMessage(),
        new SignInGivenUp(Noon),
        new PhoneResetAsked(Noon),
        new PhoneResetToDecide(Noon, "Maya Okafor"),
        new PhoneResetApproved(Noon, Noon.AddDays(3)),
        new PhoneResetRefused(Noon),
        new PhoneResetApprovedByOperator(Noon, Noon.AddDays(1), Noon.AddDays(4)) { DisavowalToken = "a-token-of-a-link" },
        new PhoneResetLapsed(Noon),
        new SecondStepSwitchedOn(Noon),
        new SecondStepSwitchedOff(Noon),
        new SecondStepReset(Noon, ExemptUntil: null),
        new SecondStepExempted(Noon, Noon.AddDays(7)),
    ];

    /// <summary>Every letter that can be sent on a channel, in both languages.</summary>
    public static IEnumerable<Letter> By(Channel channel, string digits = "042137") =>
        from content in Contents(digits)
        where content.TravelsBy(channel)
        from language in Languages
        select Letter(channel, content, language);

    public static Letter Letter(Channel channel, LetterContent content, string language = "en") =>
        new(channel, channel is Channel.Email ? "pat@mail.example" : "+12185550123", language, content) { Clinic = Lakeside };
}
