using IdentityProvider.Delivery;

namespace IdentityProvider.Factors;

/// <summary>How letters name the factors.</summary>
public static class FactorNames
{
    /// <exception cref="ArgumentException">A code stands in for a factor; it is none.</exception>
    public static FactorName Of(Way way) => way switch
    {
        Way.Text => FactorName.Text,
        Way.Voice => FactorName.Voice,
        Way.Email => FactorName.Email,
        Way.AuthenticatorApp => FactorName.AuthenticatorApp,
        Way.Passkey => FactorName.Passkey,
        Way.RecoveryCode or Way.BypassCode => throw new ArgumentException("No factor.", nameof(way)),
    };

    public static FactorName Of(FactorKind kind) => kind switch
    {
        FactorKind.Phone => FactorName.Text,
        FactorKind.Email => FactorName.Email,
        FactorKind.AuthenticatorApp => FactorName.AuthenticatorApp,
    };
}
