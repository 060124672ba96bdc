using IdentityProvider.Protocol;
using Microsoft.AspNetCore.Identity;

namespace IdentityProvider.Users;

/// <summary>
/// A person who can sign in: one e-mail address, one account, across all clinics. The class is ASP.NET Core Identity's;
/// what Identity also offers (phone number, two-factor switch, lockout, user name) lives in slices of its own here and is
/// not mapped, so that there is one truth for each.
/// </summary>
public sealed class User : IdentityUser<Guid>
{
    /// <summary>How long a new address waits before it can recover a password.</summary>
    public static readonly TimeSpan RecoveryWait = TimeSpan.FromHours(24);

    public User(string email, string displayName, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        CreatedAt = now;
        DisplayName = displayName;
        SecurityStamp = Guid.CreateVersion7(now).ToString("N");
        ConcurrencyStamp = Guid.CreateVersion7(now).ToString("N");
        Email = email;
        NormalizedEmail = Normalize(email);
    }

    public string DisplayName { get; private set; }

    /// <summary>"en" or "es", or null while the person has not chosen and the browser decides.</summary>
    public string? Language { get; set; }

    /// <summary>What client apps may be told beyond the name.</summary>
    public ProfileClaims Profile { get; set; } = ProfileClaims.None;

    /// <summary>Whether the person may register client apps. A platform role, given by an operator.</summary>
    public bool IsDeveloper { get; set; }

    /// <summary>Whether the person runs the server. A platform role, given by an operator.</summary>
    public bool IsOperator { get; set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? EmailVerifiedAt { get; set; }

    /// <summary>Since when the person wants a second step asked for at every sign-in of theirs, whoever else does; null while they do not.</summary>
    public DateTimeOffset? SecondStepSince { get; private set; }

    /// <summary>When an operator closed the account; null while it is open.</summary>
    public DateTimeOffset? DeactivatedAt { get; private set; }

    public bool IsActive => DeactivatedAt is null;

    public override bool EmailConfirmed
    {
        get => EmailVerifiedAt is not null;
        set => throw new NotSupportedException("Set EmailVerifiedAt.");
    }

    /// <summary>Identity asks for a user name; ours is the e-mail address.</summary>
    public override string? UserName
    {
        get => Email;
        set => throw new NotSupportedException("People sign in with their e-mail address.");
    }

    public void SwitchSecondStepOn(DateTimeOffset now) => SecondStepSince ??= now;

    public void SwitchSecondStepOff() => SecondStepSince = null;

    /// <summary>When the present address may begin to recover a password; null for one that was there from the beginning.</summary>
    public DateTimeOffset? EmailRecoversFrom { get; private set; }

    /// <summary>Whether the address may recover a password: whoever changed it a minute ago gains nothing by it.</summary>
    public bool EmailMayRecover(DateTimeOffset now) => EmailRecoversFrom is null || now >= EmailRecoversFrom;

    /// <summary>Somebody who came from another system with a user name, and has no address until the first sign-in here.</summary>
    public static User WithoutAddress(string displayName, DateTimeOffset now) =>
        new("", displayName, now) { Email = null, NormalizedEmail = null };

    /// <summary>The address was shown to be read by the user. What was mailed to the old one before, or begun by it, leads nowhere from now on.</summary>
    public void ChangeEmail(string address, DateTimeOffset now)
    {
        if (Email is not null)
        {
            EmailRecoversFrom = now + RecoveryWait;
            RenewStamps(now);
        }

        (Email, NormalizedEmail, EmailVerifiedAt) = (address, Normalize(address), now);
    }

    /// <summary>The address the account had before, taken from it by somebody else. It was read by the user all along, so nothing waits.</summary>
    public void PutEmailBack(string address, DateTimeOffset now)
    {
        EmailRecoversFrom = null;
        (Email, NormalizedEmail, EmailVerifiedAt) = (address, Normalize(address), now);
    }

    /// <summary>The address may be somebody else's, and there is none to put back: it recovers nothing until another one is verified.</summary>
    public void DistrustEmail() => EmailVerifiedAt = null;

    public void Deactivate(DateTimeOffset now) => DeactivatedAt ??= now;

    /// <summary>
    /// A credential was replaced. What was mailed or begun on the strength of the old one names the old stamp; and of two changes at the same
    /// moment the second one's save fails.
    /// </summary>
    public void RenewStamps(DateTimeOffset now)
    {
        SecurityStamp = Guid.CreateVersion7(now).ToString("N");
        ConcurrencyStamp = Guid.CreateVersion7(now).ToString("N");
    }

    /// <summary>The form in which addresses are compared and are unique: trimmed, NFC, upper case.</summary>
    public static string Normalize(string email) => email.Trim().Normalize().ToUpperInvariant();

    // For EF, which fills the rest.
    private User() => DisplayName = "";
}
