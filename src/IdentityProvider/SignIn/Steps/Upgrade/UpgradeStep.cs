namespace IdentityProvider.SignIn.Steps.Upgrade;

/// <summary>
/// Somebody who came by an old name gives the account an e-mail address, once they have proven what is on file. Before a factor is set up:
/// where a clinic wants codes by e-mail, there has to be an address for them.
/// </summary>
public sealed class UpgradeStep : ISignInStep
{
    public const string Page = "/sign-in/upgrade";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) =>
        facts.LacksAddress && (HasNothingOnFile(facts) || !facts.LacksSecondFactor(policy, now));

    private static bool HasNothingOnFile(SignInFacts facts) => facts.Ways.IsEmpty && !facts.HasDisabledFactor;
}
