namespace IdentityProvider.SignIn;

/// <summary>How a sign-in ended.</summary>
public enum AttemptEnd
{
    /// <summary>A session came of it.</summary>
    Completed,

    /// <summary>The user is known and the app is not for them: the app hears access_denied.</summary>
    Denied,

    /// <summary>A sixth attempt of the same browser pushed it out.</summary>
    Dropped,
}
