namespace IdentityProvider.SignIn.Steps.AskPhone;

/// <summary>After a password reset, where the clinic asks for a phone then and none is on file: a number is taken and a code goes to it at once.</summary>
public sealed class AskPhoneStep : ISignInStep
{
    public const string Page = "/recover/phone";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) =>
        facts.AsksPhone && facts.SettingUp is null && !facts.LacksSecondFactor(policy, now);
}
