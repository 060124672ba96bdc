using System.Text.Json.Serialization;

namespace IdentityProvider.Delivery;

/// <summary>
/// Something happened to a person's sign-in that they may not have done themselves (NIST SP 800-63B-4 §4.6). By e-mail,
/// because an address cannot be lost with a phone.
/// </summary>
/// <param name="At">UTC. The mail shows it in the clinic's time zone.</param>
public abstract record NoticeContent(DateTimeOffset At) : LetterContent
{
    public override MessagePriority Priority => MessagePriority.Notice;

    public override bool TravelsBy(Channel channel) => channel is Channel.Email;

    /// <summary>What makes the "this wasn't me" link of the mail; null where the mail sends people to their account instead.</summary>
    public string? DisavowalToken { get; init; }

    /// <summary>The page it opens, where "this wasn't me" ends what the mail tells of.</summary>
    [JsonIgnore]
    public virtual string DisavowalPage => "/recover/not-me";

    /// <summary>The address of that link.</summary>
    public Uri? DisavowalAt(Uri issuer) => DisavowalToken is { } token ? new Uri(issuer, $"{DisavowalPage}?{LinkContent.TokenName}={token}") : null;
}

/// <summary>Somebody signed in from a browser this account was not seen in before.</summary>
/// <param name="At">When.</param>
/// <param name="Browser">As read from the user agent, for example "Firefox on Windows".</param>
public sealed record NewBrowserSignedIn(DateTimeOffset At, string Browser) : NoticeContent(At);

/// <summary>A second factor was set up.</summary>
/// <param name="At">When.</param>
/// <param name="Factor">What it is.</param>
public sealed record FactorAdded(DateTimeOffset At, FactorName Factor) : NoticeContent(At);

/// <summary>A second factor was taken off file.</summary>
/// <param name="At">When.</param>
/// <param name="Factor">What it was.</param>
/// <param name="ByPractice">Whether an administrator of the practice did it.</param>
public sealed record FactorRemoved(DateTimeOffset At, FactorName Factor, bool ByPractice) : NoticeContent(At);

/// <summary>New recovery codes were made; those before are worth nothing.</summary>
public sealed record RecoveryCodesMade(DateTimeOffset At) : NoticeContent(At);

/// <summary>A recovery code was used, and few are left.</summary>
/// <param name="At">When.</param>
/// <param name="Left">How many.</param>
public sealed record RecoveryCodesFew(DateTimeOffset At, int Left) : NoticeContent(At);

/// <summary>An administrator of the practice made a code that opens one sign-in.</summary>
/// <param name="At">When.</param>
/// <param name="Until">UTC. From then on it opens nothing.</param>
/// <param name="Reason">As the administrator wrote it.</param>
public sealed record BypassIssued(DateTimeOffset At, DateTimeOffset Until, string Reason) : NoticeContent(At);

/// <summary>A passkey was set up.</summary>
/// <param name="At">When.</param>
/// <param name="Passkey">Its name.</param>
public sealed record PasskeyAdded(DateTimeOffset At, string Passkey) : NoticeContent(At);

/// <summary>A passkey was removed.</summary>
/// <param name="At">When.</param>
/// <param name="Passkey">Its name.</param>
/// <param name="ByPractice">Whether an administrator of the practice did it.</param>
public sealed record PasskeyRemoved(DateTimeOffset At, string Passkey, bool ByPractice) : NoticeContent(At);

/// <summary>A passkey counted fewer uses than were seen, and was refused.</summary>
public sealed record PasskeyMayBeCopied(DateTimeOffset At, string Passkey) : NoticeContent(At);

/// <summary>The verification phone is another one now. Goes to the address and to the number that was replaced, by text or, for a landline, by call.</summary>
/// <summary>The person's own switch for the second step was turned.</summary>
/// <param name="At">When.</param>
public sealed record SecondStepSwitchedOn(DateTimeOffset At) : NoticeContent(At);

/// <inheritdoc cref="SecondStepSwitchedOn"/>
public sealed record SecondStepSwitchedOff(DateTimeOffset At) : NoticeContent(At);

/// <summary>An admin took the second step off an account: it is set up anew at the next sign-in, or is not asked for until then.</summary>
/// <param name="At">When.</param>
/// <param name="ExemptUntil">UTC; null when it is set up anew.</param>
public sealed record SecondStepReset(DateTimeOffset At, DateTimeOffset? ExemptUntil) : NoticeContent(At);

/// <summary>An admin's clinic does not ask a person for a second step for a while, or asks again.</summary>
/// <param name="At">When.</param>
/// <param name="ExemptUntil">UTC; null when the clinic asks again.</param>
public sealed record SecondStepExempted(DateTimeOffset At, DateTimeOffset? ExemptUntil) : NoticeContent(At);

/// <summary>The verification phone is another one now. Goes to the address and, as a text, to the number that was replaced.</summary>
/// <param name="At">When.</param>
/// <param name="LastFour">The last four digits of the new number.</param>
public sealed record PhoneChanged(DateTimeOffset At, string LastFour) : NoticeContent(At)
{
    public override bool TravelsBy(Channel channel) => true;
}

/// <summary>A browser was remembered.</summary>
/// <param name="At">When.</param>
/// <param name="Browser">As read from the user agent.</param>
/// <param name="Until">UTC. The last moment at which it can stand in for the second step.</param>
public sealed record BrowserTrusted(DateTimeOffset At, string Browser, DateTimeOffset Until) : NoticeContent(At);

/// <summary>A spent refresh token of an app came back: two hold what one was given, so the app's access was ended.</summary>
/// <param name="At">When.</param>
/// <param name="App">The app's name, as people read it.</param>
public sealed record AppAccessEnded(DateTimeOffset At, string App) : NoticeContent(At);

/// <summary>The password was replaced by way of a mailed link.</summary>
public sealed record PasswordWasReset(DateTimeOffset At) : NoticeContent(At);

/// <summary>The password was replaced on the account page, by somebody who knew the old one.</summary>
public sealed record PasswordWasChanged(DateTimeOffset At) : NoticeContent(At);

/// <summary>An admin of the clinic ended the waits after wrong passwords.</summary>
public sealed record PasswordWasUnlocked(DateTimeOffset At, string Admin) : NoticeContent(At);

/// <summary>Somebody who opened a reset link says that nothing on file can be proven any more, and asked the practice to let them on.</summary>
public sealed record RecoveryWasAsked(DateTimeOffset At) : NoticeContent(At)
{
    public override string DisavowalPage => "/recover/cancel";
}

/// <summary>The same, told to those who can approve it.</summary>
/// <param name="Name">Who asks.</param>
/// <param name="Email">At which address.</param>
public sealed record RecoveryIsWanted(DateTimeOffset At, string Name, string Email) : NoticeContent(At);

/// <summary>It was approved. Goes to the address and, as a text, to every number on file: whoever pretended reads only some of them.</summary>
/// <param name="WorksFrom">UTC. From then on a reset asks for no factor.</param>
public sealed record RecoveryWasApproved(DateTimeOffset At, DateTimeOffset WorksFrom) : NoticeContent(At)
{
    public override string DisavowalPage => "/recover/cancel";

    public override bool TravelsBy(Channel channel) => channel is not Channel.Voice;
}

/// <summary>A remembered browser presented a key that had been replaced: somebody holds a copy, so the trust was ended.</summary>
public sealed record BrowserTrustEnded(DateTimeOffset At, string Browser) : NoticeContent(At);

/// <summary>An admin of the clinic ended the trust in the person's browsers.</summary>
/// <param name="At">When.</param>
/// <param name="Browsers">How many.</param>
public sealed record BrowsersForgottenByAdmin(DateTimeOffset At, int Browsers) : NoticeContent(At);

/// <summary>An operator tries a provider.</summary>
public sealed record TestMessage : LetterContent
{
    public override MessagePriority Priority => MessagePriority.Notice;

    public override bool TravelsBy(Channel channel) => true;
}

/// <summary>The answer to HELP, which every sender of texts owes whoever asks (CTIA Messaging Principles §5.1.1): who this is and how to end it.</summary>
public sealed record HelpAnswer : LetterContent
{
    public override MessagePriority Priority => MessagePriority.Notice;

    public override bool TravelsBy(Channel channel) => channel is Channel.Text;
}

/// <summary>The person's number answered STOP: it gets calls and no texts.</summary>
/// <param name="At">When.</param>
/// <param name="LastFour">The last four digits of the number.</param>
public sealed record TextsStopped(DateTimeOffset At, string LastFour) : NoticeContent(At);

/// <summary>Somebody typed the right password, and nothing after it: no code was entered.</summary>
public sealed record SignInGivenUp(DateTimeOffset At) : NoticeContent(At);

/// <summary>Somebody who knows the password asked the practice to let them set a new phone.</summary>
public sealed record PhoneResetAsked(DateTimeOffset At) : NoticeContent(At)
{
    public override bool TravelsBy(Channel channel) => true;
}

/// <summary>For the admins: somebody of their practice asked for a new phone, and waits for one of them.</summary>
/// <param name="At">When.</param>
/// <param name="Person">Who, by name.</param>
public sealed record PhoneResetToDecide(DateTimeOffset At, string Person) : NoticeContent(At);

/// <summary>An admin let a new phone be set. Goes to every address and number there is, the lost one included: it may not be lost.</summary>
/// <param name="At">When.</param>
/// <param name="Until">UTC. From then on the approval is worth nothing.</param>
public sealed record PhoneResetApproved(DateTimeOffset At, DateTimeOffset Until) : NoticeContent(At)
{
    public override bool TravelsBy(Channel channel) => true;
}

/// <summary>An operator let a new phone be set for somebody whom no admin may decide for. Goes everywhere too, with a link in the mail that stops it.</summary>
/// <param name="At">When.</param>
/// <param name="From">UTC. From then on it counts.</param>
/// <param name="Until">UTC. From then on it is worth nothing.</param>
public sealed record PhoneResetApprovedByOperator(DateTimeOffset At, DateTimeOffset From, DateTimeOffset Until) : NoticeContent(At)
{
    public override bool TravelsBy(Channel channel) => true;
}

/// <summary>Nobody decided in time about a new phone.</summary>
public sealed record PhoneResetLapsed(DateTimeOffset At) : NoticeContent(At);

/// <summary>A new phone was not let be set.</summary>
public sealed record PhoneResetRefused(DateTimeOffset At) : NoticeContent(At);

/// <summary>Somebody used emergency access. Goes to every admin of the clinic, and to whoever's account it is.</summary>
/// <param name="At">When.</param>
/// <param name="Person">Who, by name.</param>
/// <param name="Until">UTC. When the session ends at the latest.</param>
public sealed record EmergencyAccessUsed(DateTimeOffset At, string Person, DateTimeOffset Until) : NoticeContent(At);

/// <summary>So many wrong tries at somebody's emergency access that it was closed. Goes to every admin of the clinic.</summary>
public sealed record EmergencyAccessClosed(DateTimeOffset At, string Person) : NoticeContent(At);

/// <summary>An admin printed a code for emergency access. Goes to the person it is for.</summary>
public sealed record SealedCodeMade(DateTimeOffset At, string Admin) : NoticeContent(At);
