namespace IdentityProvider.Codes;

/// <summary>What a code proves. One made for one purpose is wrong for every other.</summary>
public enum CodePurpose
{
    SignIn,
    PhoneVerification,
    EmailVerification,
    PasswordReset,
    StepUp,
}
