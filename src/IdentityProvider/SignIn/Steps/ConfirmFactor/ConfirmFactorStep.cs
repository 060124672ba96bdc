using IdentityProvider.Factors;

namespace IdentityProvider.SignIn.Steps.ConfirmFactor;

/// <summary>The phone or address being set up is proven with its first code. It then counts for this sign-in: no second code is asked for.</summary>
public sealed class ConfirmFactorStep(SignInCodes codes) : ISignInStep
{
    public const string Page = "/sign-in/set-up/code";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) =>
        (facts.NeedsSetUp(policy, now) || facts.AsksPhone) && facts.SettingUp is { } way && Ways.IsSent(way);

    public Task BeginAsync(SignInTurn turn, CancellationToken ct) => codes.SendSetUpAsync(turn, ct);
}
