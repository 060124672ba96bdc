namespace IdentityProvider.SignIn.Steps.Password;

/// <summary>The user proves that they know the password; after an idle lock, again.</summary>
public sealed class PasswordStep : ISignInStep
{
    public const string Page = "/sign-in/password";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) =>
        !facts.IsRecovering && (facts.IsLocked || !policy.AcceptsPassword(facts.Proofs));
}
