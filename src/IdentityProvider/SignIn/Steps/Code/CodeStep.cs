namespace IdentityProvider.SignIn.Steps.Code;

/// <summary>The second factor is proven with a code by text, voice or e-mail.</summary>
public sealed class CodeStep(SignInCodes codes) : ISignInStep
{
    public const string Page = "/sign-in/code";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) => facts.LacksSecondFactor(policy, now);

    public Task BeginAsync(SignInTurn turn, CancellationToken ct) => codes.SendAsync(turn, ct);
}
