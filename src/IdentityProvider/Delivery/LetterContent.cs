using System.Text.Json.Serialization;

namespace IdentityProvider.Delivery;

/// <summary>
/// Everything this server can tell a person, and nothing else: each kind has its templates in every language, and a test
/// counts them. The names below are stored, so they stay.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(SignInCode), nameof(SignInCode))]
[JsonDerivedType(typeof(PhoneVerificationCode), nameof(PhoneVerificationCode))]
[JsonDerivedType(typeof(EmailVerificationCode), nameof(EmailVerificationCode))]
[JsonDerivedType(typeof(PasswordResetCode), nameof(PasswordResetCode))]
[JsonDerivedType(typeof(StepUpCode), nameof(StepUpCode))]
[JsonDerivedType(typeof(NewBrowserSignedIn), nameof(NewBrowserSignedIn))]
[JsonDerivedType(typeof(FactorAdded), nameof(FactorAdded))]
[JsonDerivedType(typeof(PasskeyAdded), nameof(PasskeyAdded))]
[JsonDerivedType(typeof(PasskeyRemoved), nameof(PasskeyRemoved))]
[JsonDerivedType(typeof(PasskeyMayBeCopied), nameof(PasskeyMayBeCopied))]
[JsonDerivedType(typeof(FactorRemoved), nameof(FactorRemoved))]
[JsonDerivedType(typeof(RecoveryCodesMade), nameof(RecoveryCodesMade))]
[JsonDerivedType(typeof(RecoveryCodesFew), nameof(RecoveryCodesFew))]
[JsonDerivedType(typeof(BypassIssued), nameof(BypassIssued))]
[JsonDerivedType(typeof(PhoneChanged), nameof(PhoneChanged))]
[JsonDerivedType(typeof(BrowserTrusted), nameof(BrowserTrusted))]
[JsonDerivedType(typeof(RoleChanged), nameof(RoleChanged))]
[JsonDerivedType(typeof(MembershipEnded), nameof(MembershipEnded))]
[JsonDerivedType(typeof(MembershipRestored), nameof(MembershipRestored))]
[JsonDerivedType(typeof(InvitationLink), nameof(InvitationLink))]
[JsonDerivedType(typeof(Welcome), nameof(Welcome))]
[JsonDerivedType(typeof(AddressNotOldEnough), nameof(AddressNotOldEnough))]
[JsonDerivedType(typeof(EmailChangeLink), nameof(EmailChangeLink))]
[JsonDerivedType(typeof(EmailChangeAsked), nameof(EmailChangeAsked))]
[JsonDerivedType(typeof(EmailChangeAskedByAdmin), nameof(EmailChangeAskedByAdmin))]
[JsonDerivedType(typeof(EmailWasChanged), nameof(EmailWasChanged))]
[JsonDerivedType(typeof(SignedOutByAdmin), nameof(SignedOutByAdmin))]
[JsonDerivedType(typeof(EmergencyAccessUsed), nameof(EmergencyAccessUsed))]
[JsonDerivedType(typeof(EmergencyAccessClosed), nameof(EmergencyAccessClosed))]
[JsonDerivedType(typeof(SealedCodeMade), nameof(SealedCodeMade))]
[JsonDerivedType(typeof(AppAccessEnded), nameof(AppAccessEnded))]
[JsonDerivedType(typeof(BrowserTrustEnded), nameof(BrowserTrustEnded))]
[JsonDerivedType(typeof(PasswordResetLink), nameof(PasswordResetLink))]
[JsonDerivedType(typeof(PasswordLinkByAdmin), nameof(PasswordLinkByAdmin))]
[JsonDerivedType(typeof(UnlockLink), nameof(UnlockLink))]
[JsonDerivedType(typeof(NoAccountHere), nameof(NoAccountHere))]
[JsonDerivedType(typeof(PasswordWasReset), nameof(PasswordWasReset))]
[JsonDerivedType(typeof(PasswordWasChanged), nameof(PasswordWasChanged))]
[JsonDerivedType(typeof(PasswordWasUnlocked), nameof(PasswordWasUnlocked))]
[JsonDerivedType(typeof(RecoveryWasAsked), nameof(RecoveryWasAsked))]
[JsonDerivedType(typeof(RecoveryIsWanted), nameof(RecoveryIsWanted))]
[JsonDerivedType(typeof(RecoveryWasApproved), nameof(RecoveryWasApproved))]
[JsonDerivedType(typeof(BrowsersForgottenByAdmin), nameof(BrowsersForgottenByAdmin))]
[JsonDerivedType(typeof(TextsStopped), nameof(TextsStopped))]
[JsonDerivedType(typeof(HelpAnswer), nameof(HelpAnswer))]
[JsonDerivedType(typeof(TestMessage), nameof(TestMessage))]
[JsonDerivedType(typeof(SignInGivenUp), nameof(SignInGivenUp))]
[JsonDerivedType(typeof(PhoneResetAsked), nameof(PhoneResetAsked))]
[JsonDerivedType(typeof(PhoneResetToDecide), nameof(PhoneResetToDecide))]
[JsonDerivedType(typeof(PhoneResetApproved), nameof(PhoneResetApproved))]
[JsonDerivedType(typeof(PhoneResetRefused), nameof(PhoneResetRefused))]
[JsonDerivedType(typeof(PhoneResetApprovedByOperator), nameof(PhoneResetApprovedByOperator))]
[JsonDerivedType(typeof(PhoneResetLapsed), nameof(PhoneResetLapsed))]
[JsonDerivedType(typeof(SecondStepSwitchedOn), nameof(SecondStepSwitchedOn))]
[JsonDerivedType(typeof(SecondStepSwitchedOff), nameof(SecondStepSwitchedOff))]
[JsonDerivedType(typeof(SecondStepReset), nameof(SecondStepReset))]
[JsonDerivedType(typeof(SecondStepExempted), nameof(SecondStepExempted))]
public abstract record LetterContent
{
    // Closed: only this assembly adds a kind.
    private protected LetterContent()
    {
    }

    /// <summary>The stored name of the kind, which is also the prefix of its templates' keys.</summary>
    [JsonIgnore]
    public string Kind => GetType().Name;

    [JsonIgnore]
    public abstract MessagePriority Priority { get; }

    /// <summary>UTC. From then on it is not sent any more; null for what is worth sending as long as any notice.</summary>
    [JsonIgnore]
    public virtual DateTimeOffset? WorthlessAt => null;

    /// <summary>Whether there are words for it on that channel.</summary>
    public abstract bool TravelsBy(Channel channel);

    /// <summary>The kind alone. A content may hold digits, so the members a record would print stay out of every log.</summary>
    public sealed override string ToString() => Kind;
}

/// <summary>Digits that somebody is about to type.</summary>
/// <param name="CodeId">The code this message carries, so that a page can ask what became of it.</param>
/// <param name="Digits">The digits, leading zeros included.</param>
/// <param name="ExpiresAt">UTC. From this moment on the message is not sent any more.</param>
public abstract record CodeContent(Guid CodeId, string Digits, DateTimeOffset ExpiresAt) : LetterContent
{
    public override MessagePriority Priority => MessagePriority.Code;

    public override DateTimeOffset? WorthlessAt => ExpiresAt;

    public override bool TravelsBy(Channel channel) => true;
}

/// <summary>The second step of a sign-in.</summary>
public sealed record SignInCode(Guid CodeId, string Digits, DateTimeOffset ExpiresAt) : CodeContent(CodeId, Digits, ExpiresAt);

/// <summary>Proof that a phone number is in the person's hand. By e-mail it would prove nothing.</summary>
public sealed record PhoneVerificationCode(Guid CodeId, string Digits, DateTimeOffset ExpiresAt) : CodeContent(CodeId, Digits, ExpiresAt)
{
    public override bool TravelsBy(Channel channel) => channel is not Channel.Email;
}

/// <summary>Proof that an address is read by the person.</summary>
public sealed record EmailVerificationCode(Guid CodeId, string Digits, DateTimeOffset ExpiresAt) : CodeContent(CodeId, Digits, ExpiresAt)
{
    public override bool TravelsBy(Channel channel) => channel is Channel.Email;
}

/// <summary>The second step of a password reset. Never by e-mail: the reset's link came that way.</summary>
public sealed record PasswordResetCode(Guid CodeId, string Digits, DateTimeOffset ExpiresAt) : CodeContent(CodeId, Digits, ExpiresAt)
{
    public override bool TravelsBy(Channel channel) => channel is not Channel.Email;
}

/// <summary>A second factor asked again inside a session, before something dangerous.</summary>
public sealed record StepUpCode(Guid CodeId, string Digits, DateTimeOffset ExpiresAt) : CodeContent(CodeId, Digits, ExpiresAt);
