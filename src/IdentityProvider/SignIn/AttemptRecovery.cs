namespace IdentityProvider.SignIn;

/// <summary>How a mailed link changed a sign-in. The link proved nothing: it only says what is asked instead of what.</summary>
public enum AttemptRecovery
{
    /// <summary>A second factor on file is asked for first, then a new password instead of the old one.</summary>
    Reset,

    /// <summary>The new password is set. It and the factor count as proven; the rest is an ordinary sign-in.</summary>
    Done,

    /// <summary>The waits after wrong passwords do not hold here. The password is asked for all the same.</summary>
    Unlocked,
}
