using System.ComponentModel.DataAnnotations;

namespace IdentityProvider.Users;

/// <summary>Section "MailedLinks": how long a link in a mail works.</summary>
public sealed class MailedLinkOptions
{
    public const string Section = "MailedLinks";

    /// <summary>A link to choose a new password, or past the waits after wrong ones. NIST SP 800-63B-4 §3.1.3.1 stops at a day.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "01:00:00")]
    public TimeSpan Recovery { get; set; } = TimeSpan.FromMinutes(20);

    /// <summary>"This wasn't me".</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "30.00:00:00")]
    public TimeSpan Disavowal { get; set; } = TimeSpan.FromDays(10);

    internal TimeSpan LifetimeOf(LinkPurpose purpose) => purpose switch
    {
        LinkPurpose.PasswordReset or LinkPurpose.Unlock => Recovery,
        LinkPurpose.Disavowal or LinkPurpose.RecoveryCancel => Disavowal,
    };
}
