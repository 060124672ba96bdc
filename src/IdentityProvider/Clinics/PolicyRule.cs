namespace IdentityProvider.Clinics;

/// <summary>Whose rule decided that a second factor is asked for. Kept on the attempt and told in the log.</summary>
public enum PolicyRule
{
    /// <summary>Nobody asks: the password is enough.</summary>
    None,

    /// <summary>The person's own switch; outside any clinic, whoever has a second factor on file. A password alone never opens such an account.</summary>
    User,

    /// <summary>Developers and operators always need one.</summary>
    Role,
    Clinic,

    /// <summary>The server's floor, which no clinic can go below.</summary>
    Deployment,
    App,
    Page,

    /// <summary>A password reset: whatever is on file is asked for, whatever the clinic's policy says.</summary>
    Recovery,

    /// <summary>Emergency access: a second proof always, of whatever kind.</summary>
    Emergency,
}
