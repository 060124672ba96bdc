namespace IdentityProvider.SignIn;

/// <summary>Names the resources of the sign-in pages: SignInTexts.resx (English) and SignInTexts.es.resx (Spanish).</summary>
public sealed class SignInTexts;
