namespace IdentityProvider.SignIn;

/// <summary>Decides what a sign-in needs next. There is no other way to a session than its answer "nothing".</summary>
/// <param name="steps">The steps in the order of <see cref="SignInSteps.InOrder"/>.</param>
public sealed class SignInPipeline(IEnumerable<ISignInStep> steps)
{
    private readonly ISignInStep[] _inOrder = [.. steps];

    /// <summary>The first step that is still needed, or null when the user has proven enough.</summary>
    public ISignInStep? Next(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) =>
        _inOrder.FirstOrDefault(step => step.IsNeeded(facts, policy, now));
}
