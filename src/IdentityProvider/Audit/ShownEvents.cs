namespace IdentityProvider.Audit;

/// <summary>Who reads of an event in a person's history: the person, an admin who looks at the person, or both.</summary>
[Flags]
public enum HistoryReaders
{
    None = 0,
    Owner = 1,
    Admin = 2,
    Both = Owner | Admin,
}

/// <summary>How an event reads in a person's history.</summary>
/// <param name="Event">Its name, as it is stored.</param>
/// <param name="Text">The last part of its text's key, among the texts of either reader.</param>
/// <param name="Icon">What stands before it.</param>
/// <param name="Readers">Who reads it.</param>
public sealed record ShownEvent(string Event, string Text, string Icon, HistoryReaders Readers);

/// <summary>
/// What of the catalogue stands in histories, and what does not. A test holds that every event is in one of the two lists: one that is added is decided
/// about, and what an admin sees of somebody that person sees too.
/// </summary>
public static class ShownEvents
{
    private static readonly ShownEvent[] All =
    [
        // Sign-in
        new("sign-in.completed", "SignedIn", "login", HistoryReaders.Both),
        new("password.refused", "PasswordRefused", "alert-triangle", HistoryReaders.Both),
        new("password.replaced", "PasswordReplaced", "lock", HistoryReaders.Both),
        new("password.link-sent", "PasswordLinkSent", "mail", HistoryReaders.Both),
        new("password.unlocked", "PasswordUnlocked", "lock", HistoryReaders.Both),
        new("recovery.asked-for", "RecoveryAskedFor", "alert-triangle", HistoryReaders.Both),
        new("recovery.approved", "RecoveryApproved", "alert-triangle", HistoryReaders.Both),
        new("recovery.refused", "RecoveryRefused", "lock", HistoryReaders.Both),
        new("recovery.cancelled", "RecoveryCancelled", "lock", HistoryReaders.Both),
        new("recovery.used", "RecoveryUsed", "alert-triangle", HistoryReaders.Both),
        new("change.disavowed", "ChangeDisavowed", "alert-triangle", HistoryReaders.Both),
        new("session.ended", "SessionEnded", "clock", HistoryReaders.Both),

        // Emergency access
        new("emergency.began", "Emergency", "alert-triangle", HistoryReaders.Both),
        new("emergency.closed", "EmergencyClosed", "lock", HistoryReaders.Both),
        new("sealed-code.printed", "SealedCodePrinted", "file-text", HistoryReaders.Both),
        new("sealed-code.used", "SealedCodeUsed", "file-text", HistoryReaders.Both),

        // Codes, factors, phones, browsers
        new("codes.locked", "CodesLocked", "lock", HistoryReaders.Both),
        new("factor.added", "FactorAdded", "shield-check", HistoryReaders.Both),
        new("factor.disabled", "FactorDisabled", "lock", HistoryReaders.Both),
        new("factor.removed", "FactorRemoved", "trash", HistoryReaders.Both),
        new("factor.taken-by-admin", "FactorTaken", "trash", HistoryReaders.Both),
        new("passkey.added", "PasskeyAdded", "key", HistoryReaders.Both),
        new("passkey.removed", "PasskeyRemoved", "key", HistoryReaders.Both),
        new("passkey.counted-back", "PasskeyCountedBack", "alert-triangle", HistoryReaders.Both),
        new("recovery-codes.made", "CodesMade", "file-text", HistoryReaders.Both),
        new("recovery-code.used", "CodeUsed", "file-text", HistoryReaders.Both),
        new("bypass.issued", "BypassIssued", "ticket", HistoryReaders.Both),
        new("phone.added", "PhoneAdded", "phone-call", HistoryReaders.Both),
        new("phone.changed", "PhoneChanged", "phone-call", HistoryReaders.Both),
        new("phone.texts-stopped", "TextsStopped", "message", HistoryReaders.Both),
        new("phone.texts-started", "TextsStarted", "message", HistoryReaders.Both),
        new("phone-reset.asked", "PhoneResetAsked", "phone-call", HistoryReaders.Both),
        new("phone-reset.approved", "PhoneResetApproved", "phone-call", HistoryReaders.Both),
        new("phone-reset.refused", "PhoneResetRefused", "phone-call", HistoryReaders.Both),
        new("phone-reset.lapsed", "PhoneResetLapsed", "phone-call", HistoryReaders.Both),
        new("phone-reset.withdrawn", "PhoneResetWithdrawn", "phone-call", HistoryReaders.Both),
        new("phone-reset.used", "PhoneResetUsed", "phone-call", HistoryReaders.Both),
        new("devices.forgotten", "BrowsersForgotten", "device-desktop", HistoryReaders.Both),
        new("device.trusted", "DeviceTrusted", "device-desktop", HistoryReaders.Both),
        new("device.revoked", "DeviceRevoked", "device-desktop", HistoryReaders.Both),
        new("device.copied", "DeviceCopied", "alert-triangle", HistoryReaders.Both),
        new("second-step.on", "SecondStepOn", "shield-check", HistoryReaders.Both),
        new("second-step.off", "SecondStepOff", "alert-triangle", HistoryReaders.Both),
        new("second-step.taken-off", "SecondStepTakenOff", "shield-lock", HistoryReaders.Both),
        new("exemption.granted", "ExemptionGranted", "calendar-clock", HistoryReaders.Both),
        new("exemption.ended", "ExemptionEnded", "calendar-clock", HistoryReaders.Both),

        // Addresses and places
        new("email.verified", "EmailVerified", "mail", HistoryReaders.Both),
        new("email.claimed", "EmailClaimed", "mail", HistoryReaders.Both),
        new("email.claimed-by-admin", "EmailClaimedByAdmin", "mail", HistoryReaders.Both),
        new("email.claim-stopped", "EmailStopped", "mail", HistoryReaders.Both),
        new("email.changed", "EmailChanged", "mail", HistoryReaders.Both),
        new("email.put-back", "EmailPutBack", "mail", HistoryReaders.Both),
        new("email.distrusted", "EmailDistrusted", "alert-triangle", HistoryReaders.Both),
        new("legacy-account.joined", "LegacyJoined", "user-circle", HistoryReaders.Both),
        new("person.signed-out", "SignedOutByAdmin", "clock", HistoryReaders.Both),
        new("membership.signed-out", "SignedOutByAdmin", "clock", HistoryReaders.Both),
        new("membership.deactivated", "Deactivated", "lock", HistoryReaders.Both),
        new("membership.reactivated", "Reactivated", "login", HistoryReaders.Both),
        new("membership.role-changed", "RoleChanged", "user-circle", HistoryReaders.Both),
        new("invitation.accepted", "InvitationAccepted", "check", HistoryReaders.Both),

        // Apps
        new("consent.given", "AppAllowed", "apps", HistoryReaders.Owner),
        new("consent.withdrawn", "AppRemoved", "apps", HistoryReaders.Owner),
    ];

    /// <summary>
    /// What is no history of a person: steps on the way, what apps and their developers do, what a clinic or an operator sets up, and what is told
    /// by the event beside it.
    /// </summary>
    public static readonly IReadOnlyList<string> Hidden =
    [
        "sign-in.started", "password.held-back", "link.asked-for", "link.held-back", "link.used", "access.denied", "logout.not-heard",
        "emergency.refused", "emergency.reviewed", "emergency-app.marked", "code.sent", "code.refused", "code.held-back", "passkey.refused",
        "way.refused", "policy.changed", "policy.deviates", "invitation.sent", "invitation.withdrawn", "invitation.declined", "practice.changed",
        "token.issued", "token.refreshed", "token.revoked", "client-token.issued", "access-token.revoked", "token.reused",
        "authorization-code.reused", "consent.refused", "device-code.approved", "device-code.denied", "fhir-identity.changed", "client.refused",
        "client.registered", "client.changed", "client.secret-issued", "client.secret-ended", "client.management-token-issued", "client.disabled",
        "client.enabled", "client.suspended", "client.resumed", "client.deleted", "client.approved", "client.approval-withdrawn",
        "initial-access-token.issued", "initial-access-token.revoked", "signing-key.created", "signing-key.revoked",
        "delivery.switched", "delivery.tried", "provider-secret.stored", "provider-secret.removed",
    ];

    /// <summary>What a reader is shown, by the event's name.</summary>
    public static IReadOnlyDictionary<string, ShownEvent> To(HistoryReaders reader) =>
        All.Where(shown => shown.Readers.HasFlag(reader)).ToDictionary(shown => shown.Event, StringComparer.Ordinal);
}
