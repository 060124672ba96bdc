namespace IdentityProvider.SignIn.Steps.NoWayLeft;

/// <summary>No factor is left that works, and setting up another one here would be a way around that.</summary>
public sealed class NoWayLeftStep : ISignInStep
{
    public const string Page = "/sign-in/no-way-left";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) =>
        facts.LacksSecondFactor(policy, now) && facts.HasNoWayLeft(policy);
}
