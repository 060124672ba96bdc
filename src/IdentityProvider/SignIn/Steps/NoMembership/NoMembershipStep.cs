namespace IdentityProvider.SignIn.Steps.NoMembership;

/// <summary>The user belongs to no clinic, or in no role, that the app is for. Said only after the password: who works where is nobody else's business.</summary>
public sealed class NoMembershipStep : ISignInStep
{
    public const string Page = "/sign-in/no-access";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) =>
        facts.NeedsMembership && facts.Fitting.IsEmpty;
}
