using IdentityProvider.Factors;

namespace IdentityProvider.SignIn.Steps.BypassCode;

/// <summary>The second factor is stood in for by a code that an admin of the practice gave the user.</summary>
public sealed class BypassCodeStep : ISignInStep
{
    public const string Page = "/sign-in/bypass-code";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) => facts.IsToProveBy(Way.BypassCode, policy, now);
}
