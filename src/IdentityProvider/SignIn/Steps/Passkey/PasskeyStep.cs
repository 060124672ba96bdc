using IdentityProvider.Factors;

namespace IdentityProvider.SignIn.Steps.Passkey;

/// <summary>
/// The second factor is proven with a passkey. Its page also takes a passkey in the place of name and password, from the first page and
/// from the password's.
/// </summary>
public sealed class PasskeyStep : ISignInStep
{
    public const string Page = "/sign-in/passkey";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) => facts.IsToProveBy(Way.Passkey, policy, now);
}
