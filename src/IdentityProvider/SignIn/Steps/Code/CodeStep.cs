using IdentityProvider.Factors;

namespace IdentityProvider.SignIn.Steps.Code;

/// <summary>The second factor is proven with a code by text, voice or e-mail.</summary>
public sealed class CodeStep(SignInCodes codes) : ISignInStep
{
    public const string Page = "/sign-in/code";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) => facts.LacksSecondFactor(policy, now);

    public async Task BeginAsync(SignInTurn turn, CancellationToken ct)
    {
        turn.Attempt.Choose(DefaultOf(turn));
        await codes.SendAsync(turn, ct);
    }

    // What the user chose if it is still possible; else the phone's preferred channel, else the policy's first.
    private static Method DefaultOf(SignInTurn turn)
    {
        var ways = turn.Facts.WaysToProve(turn.Policy);
        return ways.FirstOrDefault(way => way.Method == turn.Attempt.ChosenMethod)?.Method
            ?? ways.FirstOrDefault(way => way.IsPreferred)?.Method
            ?? ways.Select(way => way.Method).Min();
    }
}
