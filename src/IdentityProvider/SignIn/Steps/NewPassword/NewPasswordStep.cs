namespace IdentityProvider.SignIn.Steps.NewPassword;

/// <summary>A mailed link to choose a new password was used, and the factor on file is proven where there is one: the new password is set.</summary>
public sealed class NewPasswordStep : ISignInStep
{
    public const string Page = "/recover/password";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) => facts.IsRecovering;
}
