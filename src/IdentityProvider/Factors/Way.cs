using IdentityProvider.Protocol;

namespace IdentityProvider.Factors;

/// <summary>
/// By what a sign-in can be proven after the password. Wider than <see cref="Method"/>, the set that a clinic's policy chooses from:
/// passkeys and recovery codes stand outside it and are always allowed, and a bypass code is an admin's own answer.
/// </summary>
public enum Way
{
    /// <summary>A code by text message. The first that is tried where nobody has chosen, so it stands first.</summary>
    Text,
    Voice,
    Email,
    AuthenticatorApp,
    Passkey,

    /// <summary>One of the codes printed when the first factor was set up.</summary>
    RecoveryCode,

    /// <summary>A code that an admin of the practice read to the user.</summary>
    BypassCode,
}

/// <summary>What the ways have to do with policies and proofs.</summary>
public static class Ways
{
    public static Way Of(Method method) => method switch
    {
        Method.Text => Way.Text,
        Method.Voice => Way.Voice,
        Method.Email => Way.Email,
        Method.AuthenticatorApp => Way.AuthenticatorApp,
    };

    /// <summary>The member of the clinic's set; null for what stands outside it.</summary>
    public static Method? MethodOf(Way way) => way switch
    {
        Way.Text => Method.Text,
        Way.Voice => Method.Voice,
        Way.Email => Method.Email,
        Way.AuthenticatorApp => Method.AuthenticatorApp,
        Way.Passkey or Way.RecoveryCode or Way.BypassCode => null,
    };

    public static ProofKind ProofOf(Way way) => way switch
    {
        Way.Text => ProofKind.Text,
        Way.Voice => ProofKind.Voice,
        Way.Email => ProofKind.Email,
        Way.AuthenticatorApp => ProofKind.AuthenticatorApp,
        Way.Passkey => ProofKind.Passkey,
        Way.RecoveryCode => ProofKind.RecoveryCode,
        Way.BypassCode => ProofKind.BypassCode,
    };

    /// <summary>
    /// Whether it rests on a factor on file. Recovery and bypass codes help somebody through whose factor is out of reach; they are none,
    /// and whoever has nothing else has still to set one up.
    /// </summary>
    public static bool IsFactor(Way way) => way is not (Way.RecoveryCode or Way.BypassCode);

    /// <summary>Whether it is proven with a code that is sent.</summary>
    public static bool IsSent(Way way) => way is Way.Text or Way.Voice or Way.Email;
}
