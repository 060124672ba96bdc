using IdentityProvider.Factors;

namespace IdentityProvider.SignIn.Steps.RecoveryCode;

/// <summary>The second factor is stood in for by one of the codes the user kept for this day.</summary>
public sealed class RecoveryCodeStep : ISignInStep
{
    public const string Page = "/sign-in/recovery-code";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) => facts.IsToProveBy(Way.RecoveryCode, policy, now);
}
