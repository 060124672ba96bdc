using System.Collections.Frozen;

namespace IdentityProvider.Protocol;

/// <summary>What a user can prove during a sign-in. A recorded <see cref="TrustedDevice"/> stands in for a factor; it is none.</summary>
public enum ProofKind { Password, Text, Voice, Email, AuthenticatorApp, Passkey, RecoveryCode, BypassCode, TrustedDevice }

/// <summary>One thing proven, and when (UTC).</summary>
public sealed record Proof(ProofKind Kind, DateTimeOffset At)
{
    /// <summary>For <see cref="ProofKind.TrustedDevice"/>: what earned the trust that stood in; null otherwise.</summary>
    public ProofKind? EarnedBy { get; init; }

    /// <summary>For <see cref="ProofKind.TrustedDevice"/>: when the browser was trusted (UTC); null otherwise.</summary>
    public DateTimeOffset? TrustedAt { get; init; }

    /// <summary>For <see cref="ProofKind.TrustedDevice"/>: which browser's trust stood in; null otherwise.</summary>
    public Guid? DeviceId { get; init; }
}

/// <summary>
/// Authentication context classes, weakest first: comparing two of them compares their strength. Nothing below
/// <see cref="Aal2"/> is multi-factor authentication, whatever the clinic accepted (NIST SP 800-63B-4 §3.1.3.1, §5.1).
/// </summary>
public enum Acr { Aal1, Aal1TrustedDevice, Aal1Email, Aal1Bypass, Aal2, Aal2PhishingResistant }

/// <summary>The wire names of <see cref="Acr"/>: what stands in <c>acr</c>, <c>acr_values</c> and <c>acr_values_supported</c>.</summary>
public static class AcrValues
{
    private const string Prefix = "urn:idp:acr:";

    private static readonly FrozenDictionary<string, Acr> ByName =
        Enum.GetValues<Acr>().ToFrozenDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>
    /// Every value an app may ask for, weakest first. A bypass code is an admin's answer to an emergency, so it can be found in a token
    /// and never be asked for.
    /// </summary>
    public static IReadOnlyList<string> Offered { get; } =
        [.. Enum.GetValues<Acr>().Where(acr => acr != Acr.Aal1Bypass).Select(NameOf)];

    public static string NameOf(Acr acr) => Prefix + acr switch
    {
        Acr.Aal1 => "aal1",
        Acr.Aal1TrustedDevice => "aal1-td",
        Acr.Aal1Email => "aal1-email",
        Acr.Aal1Bypass => "aal1-byp",
        Acr.Aal2 => "aal2",
        Acr.Aal2PhishingResistant => "aal2-phr",
    };

    /// <summary>The class with this wire name, or null when this server does not know it.</summary>
    public static Acr? Find(string name) => ByName.TryGetValue(name, out var acr) ? acr : null;

    /// <summary>
    /// The least that satisfies a request's <c>acr_values</c>: the weakest known value named. Null when nothing known is
    /// named, since acr_values are a wish that a server which does not know them may pass over (OpenID Connect Core §3.1.2.1).
    /// </summary>
    public static Acr? Demanded(IEnumerable<string> names) => names.Select(Find).Where(acr => acr != Acr.Aal1Bypass).Min();
}
