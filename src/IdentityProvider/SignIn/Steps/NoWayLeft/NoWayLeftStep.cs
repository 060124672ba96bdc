namespace IdentityProvider.SignIn.Steps.NoWayLeft;

/// <summary>Every factor on file was switched off after too many wrong tries. Setting up another one here would be a way around that.</summary>
public sealed class NoWayLeftStep : ISignInStep
{
    public const string Page = "/sign-in/no-way-left";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) =>
        facts.LacksSecondFactor(policy, now) && facts.HasDisabledFactor && facts.WaysToProve(policy).IsEmpty;
}
