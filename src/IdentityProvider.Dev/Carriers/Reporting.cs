namespace IdentityProvider.Dev.Carriers;

/// <summary>What carriers report of a message that they took.</summary>
public enum Reporting
{
    /// <summary>That it is on its way, and then that it arrived.</summary>
    AsUsual,

    /// <summary>All of that twice: a carrier that did not hear our answer. Vonage signs it anew; SendGrid repeats the names of its events.</summary>
    Twice,

    /// <summary>That it arrived, and then that it is on its way.</summary>
    Backwards,

    /// <summary>As usual, but before the request that sent it is answered.</summary>
    BeforeTheAnswer,

    /// <summary>That it did not arrive.</summary>
    Undelivered,

    /// <summary>Nothing.</summary>
    Silent,
}
