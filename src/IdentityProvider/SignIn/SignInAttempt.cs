using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;
using IdentityProvider.Users;

namespace IdentityProvider.SignIn;

/// <summary>
/// One try to sign in, from the first page to the session. It is a row, so any page of it can be reopened in another tab or
/// answered by another node; it is tied to the browser by a secret, so nobody else can go on with it.
/// </summary>
public sealed partial class SignInAttempt
{
    /// <summary>How long an attempt lives.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(60);

    /// <summary>How long it may lie after the last POST.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(45);

    public SignInAttempt(SignInDemand demand, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (BrowserHash, Demand, CreatedAt, LastPostAt) = ([], demand, now, now);
    }

    /// <summary>Travels in URLs and forms as "a". Opens nothing without the browser's secret.</summary>
    public Guid Id { get; private init; }

    /// <summary>SHA-256 of the secret in the browser's cookie.</summary>
    public byte[] BrowserHash { get; private set; }

    public SignInDemand Demand { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset LastPostAt { get; private set; }

    /// <summary>What was typed as the name, encrypted: it is shown on the password page and may be somebody's address.</summary>
    public byte[]? TypedName { get; private set; }

    /// <summary>Whom the name belongs to; null also for a name that belongs to nobody.</summary>
    public Guid? UserId { get; private set; }

    /// <summary>Whether the name is an old one: practice ID and user name.</summary>
    public bool IsLegacy { get; private set; }

    /// <summary>The session it goes on from, for a step-up or an unlock.</summary>
    public Guid? SessionId { get; private set; }

    /// <summary>What was proven here. Proofs of the session it goes on from stay with the session.</summary>
    public IReadOnlyList<Proof> Proofs { get; private set; } = [];

    /// <summary>Whether somebody may have shown here to be who was typed. While not, nothing is read of that person but their name.</summary>
    public bool MayKnowUser => Proofs.Count > 0 || SessionId is not null || Recovery is AttemptRecovery.Reset;

    public Guid? MembershipId { get; private set; }

    /// <summary>By what the second factor is to be proven, once that is settled.</summary>
    public Way? ChosenWay { get; private set; }

    public bool AsksToChoose { get; private set; }

    /// <summary>What is being set up, once the user has chosen it.</summary>
    public Way? SetUpWay { get; private set; }

    /// <summary>The pending phone being set up.</summary>
    public Guid? SetUpPhoneId { get; private set; }

    /// <summary>The secret of the authenticator app being set up, encrypted.</summary>
    public byte[]? SetUpSecret { get; private set; }

    /// <summary>Whether a factor was set up in this attempt.</summary>
    public bool WasSetUpHere { get; private set; }

    /// <summary>Whether "not now" was said to setting one up, where the clinic gives days for it.</summary>
    public bool PostponedSetUp { get; private set; }

    /// <summary>The answer to "remember this browser?"; null while not asked. "This time only" is false.</summary>
    public bool? WantsTrust { get; private set; }

    /// <summary>What a mailed link made of it; null for an ordinary sign-in.</summary>
    public AttemptRecovery? Recovery { get; private set; }

    /// <summary>
    /// The user's security stamp when the link, the password or a passkey was used: a password set elsewhere since ends the reset, and is asked for, here.
    /// </summary>
    public string? CredentialStamp { get; private set; }

    /// <summary>The approval by which the reset asks for no factor, all being lost; null for none.</summary>
    public Guid? RecoveryApprovalId { get; private set; }

    /// <summary>When the user said "not now" to the question for a phone that follows a reset; null while not asked.</summary>
    public DateTimeOffset? PhoneDeclinedAt { get; private set; }

    /// <summary>Why emergency access is used, encrypted; null for an ordinary sign-in. Such an attempt belongs to the pages of emergency access alone.</summary>
    public byte[]? EmergencyReason { get; private set; }

    public bool IsEmergency => EmergencyReason is not null;

    /// <summary>Whose rule asked for the second factor, as of the last step.</summary>
    public PolicyRule Rule { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public AttemptEnd? End { get; private set; }

    /// <summary>When the user was told that somebody typed the password and stopped there. Once.</summary>
    public DateTimeOffset? GivenUpToldAt { get; private init; }

    /// <summary>PostgreSQL's xmin: of two posts of the same form at once, the second one's save fails and starts over from the row.</summary>
    public uint Version { get; private set; }

    public bool IsLive(DateTimeOffset now) => EndedAt is null && now < CreatedAt + Longest && now < LastPostAt + Idle;

    /// <summary>Ties the attempt to the browser that holds the secret of this hash.</summary>
    public void BindTo(byte[] browserHash) => BrowserHash = browserHash;

    public void Identify(byte[] typedName, Guid? userId) => (TypedName, UserId, SessionId, IsLegacy) = (typedName, userId, null, false);

    /// <summary>What was typed is an old name.</summary>
    public void IsLegacyName() => IsLegacy = true;

    /// <summary>Takes over who the browser's session says it is. The session's proofs are looked at when it matters, not copied.</summary>
    public void GoOnFrom(Guid sessionId, Guid userId, byte[] typedName)
    {
        (SessionId, UserId, TypedName) = (sessionId, userId, typedName);
        (Proofs, Recovery, CredentialStamp, RecoveryApprovalId) = ([], null, null, null);
    }

    /// <summary>Back to the first page. Everything proven for the other name is forgotten.</summary>
    public void StartOver()
    {
        EmergencyReason = null;
        (TypedName, UserId, SessionId, MembershipId, Proofs) = (null, null, null, null, []);
        (ChosenWay, AsksToChoose, SetUpWay, SetUpPhoneId, SetUpSecret, WasSetUpHere, WantsTrust) = (null, false, null, null, null, false, null);
        (Recovery, CredentialStamp, RecoveryApprovalId) = (null, null, null);
        PostponedSetUp = false;
    }

    /// <summary>A link to choose a new password was used for this user, who is identified and has proven nothing by it.</summary>
    public void Recover(string stamp, Guid? approvalId) => (Recovery, CredentialStamp, RecoveryApprovalId) = (AttemptRecovery.Reset, stamp, approvalId);

    /// <summary>The new password is set.</summary>
    public void FinishRecovery(string stamp, DateTimeOffset now)
    {
        Add(new Proof(ProofKind.Password, now));
        CredentialStamp = stamp;
        (Recovery, AsksToChoose, WantsTrust) = (AttemptRecovery.Done, false, null);
    }

    public void DeclinePhone(DateTimeOffset now) => PhoneDeclinedAt = now;

    /// <summary>An unlock link was used for this user.</summary>
    public void Unlock() => Recovery = AttemptRecovery.Unlocked;

    /// <summary>The name and the password were given for an emergency. Nothing that was proven before counts.</summary>
    public void BeginEmergency(byte[] typedName, User user, byte[] reason, DateTimeOffset now)
    {
        StartOver();
        Identify(typedName, user.Id);
        ProvePassword(user.SecurityStamp!, now);
        EmergencyReason = reason;
    }

    /// <summary>"Someone else": the browser's session does not answer for this attempt any more.</summary>
    public void AskWho() => Demand = Demand with { SelectAccount = true, SealedHint = null };

    public void ChooseClinic(Guid membershipId) => MembershipId = membershipId;

    public void Choose(Way way) => (ChosenWay, AsksToChoose) = (way, false);

    /// <summary>Back to what the facts say ("set up a way of your own instead").</summary>
    public void ChooseNothing() => (ChosenWay, AsksToChoose) = (null, false);

    public void AskToChoose() => AsksToChoose = true;

    public void SetUp(Way way, Guid? phoneId) => (SetUpWay, SetUpPhoneId, SetUpSecret, AsksToChoose) = (way, phoneId, null, false);

    /// <summary>Back to choosing what to set up ("change the number").</summary>
    public void SetUpAnew() => (SetUpWay, SetUpPhoneId, SetUpSecret) = (null, null, null);

    /// <summary>Keeps the secret of the app until its first code is typed.</summary>
    public void KeepSetUpSecret(byte[] encrypted) => SetUpSecret = encrypted;

    public void PostponeSetUp() => PostponedSetUp = true;

    public void FinishSetUp(ProofKind kind, DateTimeOffset now)
    {
        Prove(kind, now);
        SetUpAnew();
        (WasSetUpHere, WantsTrust) = (true, null);
    }

    public void AnswerTrust(bool wanted) => WantsTrust = wanted;

    public void Posted(PolicyRule rule, DateTimeOffset now) => (Rule, LastPostAt) = (rule, now);

    public void Finish(AttemptEnd end, Guid? sessionId, Guid? membershipId, DateTimeOffset now) =>
        (End, SessionId, MembershipId, EndedAt) = (end, sessionId, membershipId, now);

    /// <summary>
    /// Another attempt of this browser became a session: the browser's secret was replaced, and what was proven here for
    /// perhaps another person is forgotten.
    /// </summary>
    public void MoveTo(byte[] browserHash)
    {
        StartOver();
        BrowserHash = browserHash;
    }

    // For EF, which fills the rest.
    private SignInAttempt() => (BrowserHash, Demand) = ([], new SignInDemand { AskedAt = default });
}
