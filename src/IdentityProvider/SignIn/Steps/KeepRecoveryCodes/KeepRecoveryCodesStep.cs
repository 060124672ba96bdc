namespace IdentityProvider.SignIn.Steps.KeepRecoveryCodes;

/// <summary>Recovery codes were drawn with the first factor: the user keeps them somewhere and says so. Until then they count for nothing.</summary>
public sealed class KeepRecoveryCodesStep : ISignInStep
{
    public const string Page = "/sign-in/recovery-codes";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) => facts.OwesRecoveryCodes;
}
