namespace IdentityProvider.SignIn.Steps.OfferTrust;

/// <summary>After a factor was set up here, or a passkey was the second one: may this browser stand in for it next time? (Beside a code the question stands on the code's page.)</summary>
public sealed class OfferTrustStep : ISignInStep
{
    public const string Page = "/sign-in/remember";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) =>
        (facts.WasSetUpHere || facts.PasskeyWasSecond) && !facts.AnsweredTrust && policy.TrustDays > 0;
}
