namespace IdentityProvider.SignIn.Steps.AskApproval;

/// <summary>In a reset, nothing on file can be proven: somebody at the practice who knows the user has to let them on.</summary>
public sealed class AskApprovalStep : ISignInStep
{
    public const string Page = "/recover/no-factor";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) =>
        facts.IsRecovering && facts.LacksSecondFactor(policy, now) && facts.HasNoWayLeft(policy);
}
