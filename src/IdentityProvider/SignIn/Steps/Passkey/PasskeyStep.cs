namespace IdentityProvider.SignIn.Steps.Passkey;

/// <summary>A passkey is used. On this page also in the place of name and password, for whoever has no other need of them.</summary>
public static class PasskeyStep
{
    public const string Page = "/sign-in/passkey";
}
