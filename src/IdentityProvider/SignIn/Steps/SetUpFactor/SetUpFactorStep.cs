namespace IdentityProvider.SignIn.Steps.SetUpFactor;

/// <summary>
/// The policy asks for a second factor and none that it allows is on file: the user chooses one and says where it is. In a clinic's days of
/// grace it is offered at every sign-in, with the days left.
/// </summary>
public sealed class SetUpFactorStep : ISignInStep
{
    public const string Page = "/sign-in/set-up";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) =>
        facts.NeedsSetUp(policy, now) && facts.SettingUp is null;
}
