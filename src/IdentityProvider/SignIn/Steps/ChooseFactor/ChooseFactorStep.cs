using IdentityProvider.Factors;

namespace IdentityProvider.SignIn.Steps.ChooseFactor;

/// <summary>The user says by which way the second factor is to be proven: because they asked to, or because sending needs their click.</summary>
public sealed class ChooseFactorStep : ISignInStep
{
    public const string Page = "/sign-in/choose";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) =>
        facts.LacksSecondFactor(policy, now) && (facts.AsksToChoose || (facts.Chosen is null && !facts.MaySend && NeedsSending(facts, policy)));

    private static bool NeedsSending(SignInFacts facts, EffectivePolicy policy) => facts.WayToProve(policy) is { } way && Ways.IsSent(way.Way);
}
