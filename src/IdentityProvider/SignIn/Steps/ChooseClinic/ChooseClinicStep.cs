namespace IdentityProvider.SignIn.Steps.ChooseClinic;

/// <summary>Several memberships fit the app: the user says at which clinic they are.</summary>
public sealed class ChooseClinicStep : ISignInStep
{
    public const string Page = "/sign-in/clinic";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) =>
        facts.NeedsMembership && facts.Membership is null;
}
