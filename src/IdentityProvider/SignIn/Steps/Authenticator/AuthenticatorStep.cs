using IdentityProvider.Factors;

namespace IdentityProvider.SignIn.Steps.Authenticator;

/// <summary>The second factor is proven with a code that the user's authenticator app shows.</summary>
public sealed class AuthenticatorStep : ISignInStep
{
    public const string Page = "/sign-in/authenticator";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) => facts.IsToProveBy(Way.AuthenticatorApp, policy, now);
}
