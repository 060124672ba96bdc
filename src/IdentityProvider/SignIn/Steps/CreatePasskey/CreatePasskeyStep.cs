using IdentityProvider.Factors;

namespace IdentityProvider.SignIn.Steps.CreatePasskey;

/// <summary>A passkey is made as the factor that the policy asks for. Making it verified its holder, so it counts for this sign-in.</summary>
public sealed class CreatePasskeyStep : ISignInStep
{
    public const string Page = "/sign-in/set-up/passkey";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) =>
        facts.NeedsSetUp(policy, now) && facts.SettingUp == Way.Passkey;
}
