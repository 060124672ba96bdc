namespace IdentityProvider.SignIn.Steps.Identify;

/// <summary>The user says who they are: an e-mail address.</summary>
public sealed class IdentifyStep : ISignInStep
{
    public const string Page = "/sign-in";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) =>
        !facts.IsIdentified;
}
