namespace IdentityProvider.SignIn.Steps.SetUpFactor;

/// <summary>The policy asks for a second factor and none that it allows is on file: the user chooses one and says where it is.</summary>
public sealed class SetUpFactorStep : ISignInStep
{
    public const string Page = "/sign-in/set-up";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) =>
        facts.LacksSecondFactor(policy, now) && facts.MustSetUp(policy) && facts.SettingUp is null;
}
