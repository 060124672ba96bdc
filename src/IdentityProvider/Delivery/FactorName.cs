namespace IdentityProvider.Delivery;

/// <summary>A second factor, as a letter names it. The first three are stored in letters as their channels' numbers, so they stay first.</summary>
public enum FactorName
{
    Text,
    Voice,
    Email,
    AuthenticatorApp,
    Passkey,
}
