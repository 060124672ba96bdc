namespace IdentityProvider.SignIn;

/// <summary>
/// On a page that is open to everybody and takes forms from pages behind a sign-in: the session is looked at here too, even a
/// locked one. A form's antiforgery token names the user it was made for, and would be refused where nobody is known.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KnowsWhoIsSignedInAttribute : Attribute;
