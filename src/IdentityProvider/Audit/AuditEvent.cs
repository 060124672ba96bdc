using System.Text.Json.Serialization;

namespace IdentityProvider.Audit;

/// <summary>
/// Something worth finding again in six years. The catalogue is closed: what is audited is this file, read from top to bottom.
/// </summary>
/// <remarks>
/// Details are ids, numbers, times and members of enums (<see cref="Enum"/>), never text: so nothing a person typed, no secret, code, number
/// or address can get into a row. A test holds it. Who, where, which clinic, app and session are columns of <see cref="AuditEntry"/>.
/// </remarks>
public abstract record AuditEvent
{
    private protected AuditEvent(string name) => Name = name;

    /// <summary>Stored and searched for, so it stays. Noun first: everything about codes sorts together.</summary>
    [JsonIgnore]
    public string Name { get; }
}

// Sign-in

/// <summary>Somebody typed a name to sign in with, for an app or for our own pages.</summary>
public sealed record SignInStarted() : AuditEvent("sign-in.started");

/// <summary>A password did not match. Recorded without a user for a name that belongs to nobody, so that the two take the same time.</summary>
public sealed record PasswordRefused(int WrongInARow) : AuditEvent("password.refused");

/// <summary>A password was not even compared: too many wrong ones came before it.</summary>
public sealed record PasswordHeldBack(DateTimeOffset Until) : AuditEvent("password.held-back");

/// <summary>A session begins. Holds what was proven, and whose rule (the clinic's, the app's, the page's, the user's own) decided what had to be.</summary>
public sealed record SignInCompleted(IReadOnlyCollection<Enum> Proofs, Enum? DecidedBy) : AuditEvent("sign-in.completed");

/// <summary>Somebody asked for a link by mail, to a new password or past the waits. Without a user for an address that belongs to nobody.</summary>
public sealed record LinkAskedFor(Enum Purpose) : AuditEvent("link.asked-for");

/// <summary>Links by mail were asked for more often than is mailed.</summary>
public sealed record LinkHeldBack(Enum Purpose) : AuditEvent("link.held-back");

/// <summary>The button behind a mailed link was pressed.</summary>
public sealed record LinkUsed(Enum Purpose, Guid LinkId) : AuditEvent("link.used");

/// <summary>A new password: by way of a mailed link, or by somebody who knew the old one.</summary>
public sealed record PasswordReplaced(bool ByReset) : AuditEvent("password.replaced");

/// <summary>An admin had a link to a new password mailed to somebody.</summary>
public sealed record PasswordLinkSent(Guid ReasonId) : AuditEvent("password.link-sent");

/// <summary>An admin ended the waits after wrong passwords.</summary>
public sealed record PasswordUnlocked(Guid ReasonId) : AuditEvent("password.unlocked");

/// <summary>In a reset, nothing on file could be proven: somebody who knows the user was asked to let them on.</summary>
public sealed record RecoveryAskedFor() : AuditEvent("recovery.asked-for");

/// <summary>An admin, or an operator at the command line, made sure who it is and lets the user back in without a factor, once.</summary>
public sealed record RecoveryApproved(Guid ReasonId, Guid RequestId, DateTimeOffset WorksFrom) : AuditEvent("recovery.approved");

public sealed record RecoveryRefused(Guid ReasonId, Guid RequestId) : AuditEvent("recovery.refused");

/// <summary>The account's owner stopped it by the link in the mail, or it ended because another password was set or an admin ended everything.</summary>
public sealed record RecoveryCancelled() : AuditEvent("recovery.cancelled");

/// <summary>The approval was used: a new password was set, and the factors that were lost were taken off file.</summary>
public sealed record RecoveryUsed(Guid RequestId, int FactorsRemoved) : AuditEvent("recovery.used");

/// <summary>"This wasn't me": everything was ended, and what was added since was suspended.</summary>
public sealed record ChangeDisavowed(int FactorsSuspended) : AuditEvent("change.disavowed");

/// <summary>The user is who they say, and belongs to no clinic, or in no role, that the app serves.</summary>
public sealed record AccessDenied() : AuditEvent("access.denied");

/// <summary>A session ended, and why.</summary>
public sealed record SessionEnded(Enum Reason) : AuditEvent("session.ended");

/// <summary>An app was not told that a session of its user ended, although it asked to be: it refused, or was away too long.</summary>
public sealed record LogoutNotHeard(Enum Outcome, int Tries) : AuditEvent("logout.not-heard");

// Emergency access. The reason is kept beside the log, by its id; the review's too.

/// <summary>Somebody got in without what the clinic asks for, with a reason. Every admin is told, and one of them writes a review.</summary>
public sealed record EmergencyBegan(Guid ReasonId, DateTimeOffset Until, Enum Proof) : AuditEvent("emergency.began");

/// <summary>A try at emergency access that was not let in: wrong, or not for this person.</summary>
public sealed record EmergencyRefused(Enum Why, int WrongInARow) : AuditEvent("emergency.refused");

/// <summary>So many wrong tries that emergency access is closed to this person until an admin prints a new sealed code.</summary>
public sealed record EmergencyClosed(int WrongInARow) : AuditEvent("emergency.closed");

public sealed record EmergencyReviewed(Guid ReasonId, Guid ReviewId) : AuditEvent("emergency.reviewed");

/// <summary>A code for emergency access was printed for somebody; the one before it ended.</summary>
public sealed record SealedCodePrinted() : AuditEvent("sealed-code.printed");

public sealed record SealedCodeUsed() : AuditEvent("sealed-code.used");

/// <summary>An owner lets an app be opened in an emergency, or no longer.</summary>
public sealed record EmergencyAppMarked(bool Allowed) : AuditEvent("emergency-app.marked");

// Codes

/// <summary>A code was handed to the outbox. A resend repeats the digits while half of their life is left.</summary>
public sealed record CodeSent(Guid CodeId, Enum Purpose, Enum Channel, bool IsResend) : AuditEvent("code.sent");

/// <summary>Typed digits were not accepted: wrong, expired, used up or locked.</summary>
public sealed record CodeRefused(Enum Purpose, Enum Why) : AuditEvent("code.refused");

/// <summary>So many wrong codes in a row that typing codes is off for a while.</summary>
public sealed record CodesLocked(int WrongInARow, DateTimeOffset Until) : AuditEvent("codes.locked");

/// <summary>A code was asked for and not sent, because a wait or a budget said no.</summary>
public sealed record CodeHeldBack(Enum Purpose, Enum Channel, Enum Why) : AuditEvent("code.held-back");

// Factors, phones, browsers

public sealed record FactorAdded(Guid FactorId, Enum Kind) : AuditEvent("factor.added");

/// <summary>Too many wrong codes in all: the factor is off until another factor or an approved reset brings it back.</summary>
public sealed record FactorDisabled(Guid FactorId) : AuditEvent("factor.disabled");

public sealed record PasskeyAdded(Guid PasskeyId) : AuditEvent("passkey.added");

public sealed record PasskeyRemoved(Guid PasskeyId) : AuditEvent("passkey.removed");

/// <summary>A passkey's answer was not accepted. The browser hears less; here it says whether it was late, not right, or counted back.</summary>
public sealed record PasskeyRefused(Enum Why) : AuditEvent("passkey.refused");

/// <summary>An authenticator counted fewer uses than were seen: there may be a copy of it (WebAuthn L3 §6.1.1).</summary>
public sealed record PasskeyCountedBack(Guid PasskeyId) : AuditEvent("passkey.counted-back");

public sealed record FactorRemoved(Guid FactorId, Enum Kind) : AuditEvent("factor.removed");

/// <summary>An admin took it; beside the event of its removal, for the reason.</summary>
public sealed record FactorTakenByAdmin(Guid FactorId, Guid ReasonId) : AuditEvent("factor.taken-by-admin");

/// <summary>A code from an app, a recovery code or a bypass code was typed and not accepted.</summary>
public sealed record WayRefused(Enum Way, Enum Why) : AuditEvent("way.refused");

/// <summary>Recovery codes were drawn, and the user said that they are kept. Those before ended.</summary>
public sealed record RecoveryCodesMade(Guid SetId) : AuditEvent("recovery-codes.made");

public sealed record RecoveryCodeUsed(int Left) : AuditEvent("recovery-code.used");

/// <summary>An admin made a code that opens one sign-in.</summary>
public sealed record BypassIssued(Guid BypassId, DateTimeOffset Until, Guid ReasonId) : AuditEvent("bypass.issued");

/// <summary>A number was verified for the first time.</summary>
public sealed record PhoneAdded(Guid PhoneId) : AuditEvent("phone.added");

/// <summary>One verified number took the place of another.</summary>
public sealed record PhoneChanged(Guid PhoneId, Guid ReplacedPhoneId) : AuditEvent("phone.changed");

/// <summary>Somebody who typed the right password asked the practice for a new phone.</summary>
public sealed record PhoneResetAsked(Guid RequestId) : AuditEvent("phone-reset.asked");

/// <summary>An admin, or an operator for whom no admin may decide, let a new phone be set, after making sure who it is; how stands under the reason's id.</summary>
public sealed record PhoneResetApproved(Guid RequestId, Guid ReasonId) : AuditEvent("phone-reset.approved");

public sealed record PhoneResetRefused(Guid RequestId, Guid ReasonId) : AuditEvent("phone-reset.refused");

/// <summary>Nobody decided in time.</summary>
public sealed record PhoneResetLapsed(Guid RequestId) : AuditEvent("phone-reset.lapsed");

/// <summary>The user had a way in after all.</summary>
public sealed record PhoneResetWithdrawn(Guid RequestId) : AuditEvent("phone-reset.withdrawn");

/// <summary>The new phone was set at a sign-in.</summary>
public sealed record PhoneResetUsed(Guid RequestId, Guid PhoneId) : AuditEvent("phone-reset.used");

/// <summary>An admin ended the trust in somebody's browsers.</summary>
public sealed record BrowsersForgotten(Guid ReasonId, int Browsers) : AuditEvent("devices.forgotten");

/// <summary>The number answered STOP: it gets no texts until its START.</summary>
public sealed record TextsStopped(Guid PhoneId) : AuditEvent("phone.texts-stopped");

public sealed record TextsStarted(Guid PhoneId) : AuditEvent("phone.texts-started");
/// <summary>A user wants a second step asked for at their own sign-ins, whoever else asks.</summary>
public sealed record SecondStepSwitchedOn() : AuditEvent("second-step.on");

/// <summary>A user, or an admin for them, ended that. What clinics ask stays.</summary>
public sealed record SecondStepSwitchedOff() : AuditEvent("second-step.off");

public sealed record EmailVerified() : AuditEvent("email.verified");

public sealed record DeviceTrusted(Guid DeviceId, Enum EarnedBy) : AuditEvent("device.trusted");

public sealed record DeviceRevoked(Guid DeviceId, Enum Reason) : AuditEvent("device.revoked");

/// <summary>A browser presented a trust key that had been replaced: somebody holds a copy.</summary>
public sealed record DeviceCopied(Guid DeviceId) : AuditEvent("device.copied");

// Clinics

public sealed record PolicyChanged(int Version) : AuditEvent("policy.changed");

/// <summary>A saved policy lets passwords stand alone that are shorter than NIST SP 800-63B-4 asks.</summary>
public sealed record PolicyDeviates(int Version, int ShortestPassword) : AuditEvent("policy.deviates");

// People. Why an admin did it is kept beside the log, by its id (Reason).

/// <summary>An admin signed somebody out of everything they had open for the clinic.</summary>
public sealed record MembershipSignedOut(Guid ReasonId, int Sessions) : AuditEvent("membership.signed-out");

/// <summary>An admin ended somebody's place in the clinic, and with it everything they had open for it.</summary>
public sealed record MembershipDeactivated(Guid ReasonId, Enum Role) : AuditEvent("membership.deactivated");

public sealed record MembershipReactivated(Guid ReasonId, Enum Role) : AuditEvent("membership.reactivated");

public sealed record MembershipRoleChanged(Guid ReasonId, Enum Before, Enum After) : AuditEvent("membership.role-changed");

/// <summary>A place was offered to an address, or offered again. The address stands in the invitation.</summary>
public sealed record InvitationSent(Guid InvitationId, Enum Role) : AuditEvent("invitation.sent");

public sealed record InvitationWithdrawn(Guid InvitationId) : AuditEvent("invitation.withdrawn");

public sealed record InvitationAccepted(Guid InvitationId, Enum Role) : AuditEvent("invitation.accepted");

public sealed record InvitationDeclined(Guid InvitationId) : AuditEvent("invitation.declined");

/// <summary>A user claimed another address. It counts once its link was used.</summary>
public sealed record EmailClaimed(Guid ClaimId) : AuditEvent("email.claimed");

public sealed record EmailClaimedByAdmin(Guid ReasonId, Guid ClaimId) : AuditEvent("email.claimed-by-admin");

/// <summary>The user, or whoever reads the old address, stopped a change.</summary>
public sealed record EmailClaimStopped(Guid ClaimId) : AuditEvent("email.claim-stopped");

/// <summary>The claimed address is the account's now.</summary>
public sealed record EmailChanged(Guid ClaimId, bool ByAdmin) : AuditEvent("email.changed");

/// <summary>The owner of the address before said that the change was somebody else's: the account has that address again.</summary>
public sealed record EmailPutBack(Guid LinkId) : AuditEvent("email.put-back");

/// <summary>The same, but the address before is another account's by now: the present one recovers nothing any more.</summary>
public sealed record EmailDistrusted(Guid LinkId) : AuditEvent("email.distrusted");

/// <summary>What an old user name could open, this account opens now; the old one ended.</summary>
public sealed record LegacyAccountJoined(Guid LegacyAccountId) : AuditEvent("legacy-account.joined");

/// <summary>An admin changed what the practice says about itself.</summary>
public sealed record PracticeChanged() : AuditEvent("practice.changed");
/// <summary>An admin took somebody's second factors off, so that they set one up anew or, exempt, need none for a while.</summary>
public sealed record SecondStepTakenOff(Guid ReasonId, int Factors) : AuditEvent("second-step.taken-off");

/// <summary>A clinic does not ask one person for a second step until then.</summary>
public sealed record ExemptionGranted(Guid ReasonId, Guid ExemptionId, DateTimeOffset Until) : AuditEvent("exemption.granted");

public sealed record ExemptionEnded(Guid ReasonId) : AuditEvent("exemption.ended");

/// <summary>An admin ended everything somebody had anywhere: sessions, trust in browsers, what apps hold.</summary>
public sealed record SignedOutEverywhere(Guid ReasonId) : AuditEvent("person.signed-out");

// Apps and tokens

/// <summary>An app received tokens for a user.</summary>
public sealed record TokenIssued(Guid GrantId) : AuditEvent("token.issued");

public sealed record TokenRefreshed(Guid GrantId) : AuditEvent("token.refreshed");

public sealed record TokenRevoked(Guid GrantId) : AuditEvent("token.revoked");

/// <summary>An app received a token for itself, with no user.</summary>
public sealed record ClientTokenIssued(Guid TokenId) : AuditEvent("client-token.issued");

/// <summary>One access token ended and nothing else did.</summary>
public sealed record AccessTokenRevoked(Guid TokenId) : AuditEvent("access-token.revoked");

/// <summary>A spent refresh token came back: one of the two holders is a thief, so the whole family ended.</summary>
public sealed record RefreshTokenReused(Guid GrantId) : AuditEvent("token.reused");

/// <summary>An authorization code came back: what its first redemption gave was ended.</summary>
public sealed record AuthorizationCodeReused(Guid GrantId) : AuditEvent("authorization-code.reused");

/// <summary>A user let an app have some of what it asked for.</summary>
public sealed record ConsentGiven(int Granted, int Asked) : AuditEvent("consent.given");

public sealed record ConsentRefused() : AuditEvent("consent.refused");

/// <summary>A user let an app on a device in, after comparing its code.</summary>
public sealed record DeviceApproved(Guid PendingDeviceId) : AuditEvent("device-code.approved");

public sealed record DeviceDenied(Guid PendingDeviceId) : AuditEvent("device-code.denied");

/// <summary>A user took an app's access away, with everything it had.</summary>
public sealed record ConsentWithdrawn(int Grants) : AuditEvent("consent.withdrawn");

/// <summary>An operator wrote down who a member is on a FHIR server and whose records they may open, or took it away. Grants that rested on what is gone ended with it.</summary>
public sealed record FhirIdentityChanged(int Patients, int GrantsEnded) : AuditEvent("fhir-identity.changed");

/// <summary>An app did not prove to be the one it named. The app hears the same whatever was wrong; here it stands.</summary>
public sealed record ClientRefused(Enum Why) : AuditEvent("client.refused");

/// <summary>An app was registered: on the developer pages, or by a program with an initial access token.</summary>
public sealed record ClientRegistered(bool ByProgram) : AuditEvent("client.registered");

/// <summary>Its developer changed what it says about itself or wants.</summary>
public sealed record ClientChanged() : AuditEvent("client.changed");

/// <summary>A new secret. The newest before it works on until it is ended.</summary>
public sealed record ClientSecretIssued() : AuditEvent("client.secret-issued");

public sealed record ClientSecretEnded() : AuditEvent("client.secret-ended");

/// <summary>A new token with which the app changes its own registration; any before it ended.</summary>
public sealed record ClientManagementTokenIssued() : AuditEvent("client.management-token-issued");

public sealed record ClientDisabled() : AuditEvent("client.disabled");

public sealed record ClientEnabled() : AuditEvent("client.enabled");

/// <summary>An operator switched it off: its developer cannot switch it on.</summary>
public sealed record ClientSuspended() : AuditEvent("client.suspended");

public sealed record ClientResumed() : AuditEvent("client.resumed");

public sealed record ClientDeleted() : AuditEvent("client.deleted");

/// <summary>An owner, for the clinic, or an operator, for any or all, lets an app be used.</summary>
public sealed record ClientApproved(bool EveryClinic, bool IsThirdParty) : AuditEvent("client.approved");

public sealed record ClientApprovalWithdrawn() : AuditEvent("client.approval-withdrawn");

/// <summary>A token with which programs register apps; whether apps that come by it are approved already.</summary>
public sealed record InitialAccessTokenIssued(Guid TokenId, int Uses, bool Approves) : AuditEvent("initial-access-token.issued");

public sealed record InitialAccessTokenRevoked(Guid TokenId) : AuditEvent("initial-access-token.revoked");

/// <summary>An operator keeps a credential of a message provider in the database, in place of any before it.</summary>
public sealed record ProviderSecretStored(Enum Which) : AuditEvent("provider-secret.stored");

public sealed record ProviderSecretRemoved(Enum Which) : AuditEvent("provider-secret.removed");

/// <summary>An operator switched a way of sending messages, or one provider on it, on or off.</summary>
public sealed record DeliverySwitched(Enum Channel, Enum? Provider, bool IsOn) : AuditEvent("delivery.switched");

/// <summary>An operator sent a message to try a provider.</summary>
public sealed record DeliveryTried(Enum Channel, Enum? Provider) : AuditEvent("delivery.tried");

public sealed record SigningKeyCreated(Guid KeyId) : AuditEvent("signing-key.created");

/// <summary>An operator took a key out of use at once: what it signed is refused.</summary>
public sealed record SigningKeyRevoked(Guid KeyId) : AuditEvent("signing-key.revoked");
