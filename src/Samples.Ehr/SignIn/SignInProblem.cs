namespace Samples.Ehr.SignIn;

/// <summary>Why a sign-in did not lead into the app.</summary>
public enum SignInProblem { NotStartedHere, NotTrusted, AccessDenied, ProviderError, ClinicNotServed }

public static class SignInProblemWords
{
    /// <summary>What happened, and what the user can do.</summary>
    public static (string Title, string What, string Next) InWords(this SignInProblem problem) => problem switch
    {
        SignInProblem.NotStartedHere => (
            "This sign-in is not ours to finish",
            "It was started in another browser, used already, or more than an hour ago.",
            "Start again here; it takes a moment."),
        SignInProblem.NotTrusted => (
            "We could not check this sign-in",
            "The answer we got does not belong to the question we asked, so we did not let it in.",
            "Sign in again. If this page comes back, tell your administrator."),
        SignInProblem.AccessDenied => (
            "You have no access to this app",
            "The sign-in was declined, or your account has no staff role at a clinic that uses Lakeside EHR.",
            "Use your work account, or ask an administrator at your clinic to add you."),
        SignInProblem.ClinicNotServed => (
            "Your clinic is not set up here",
            "You are signed in, but Lakeside EHR holds no records for your clinic.",
            "Choose another clinic when you sign in, or ask your administrator."),
        SignInProblem.ProviderError => (
            "Signing in did not work",
            "Your identity provider could not finish the sign-in. Nothing has changed in your account.",
            "Try again in a minute."),
    };
}
