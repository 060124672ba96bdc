using IdentityProvider.Factors;

namespace IdentityProvider.SignIn.Steps.ConfirmAuthenticator;

/// <summary>The authenticator app being set up is proven with its first code. It then counts for this sign-in.</summary>
public sealed class ConfirmAuthenticatorStep(AuthenticatorKeys keys) : ISignInStep
{
    public const string Page = "/sign-in/set-up/app";

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) =>
        facts.NeedsSetUp(policy, now) && facts.SettingUp == Way.AuthenticatorApp;

    // Once: the picture that was scanned stays the one that counts, however often the page is looked at.
    public Task BeginAsync(SignInTurn turn, CancellationToken ct)
    {
        if (turn.Attempt.SetUpSecret is null)
        {
            turn.Attempt.KeepSetUpSecret(keys.Draw());
        }

        return Task.CompletedTask;
    }
}
