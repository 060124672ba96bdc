using System.Globalization;
using IdentityProvider.Clinics;
using IdentityProvider.Users;

namespace IdentityProvider.SignIn;

/// <summary>One request's view of an attempt: everything read once, and what follows from it.</summary>
/// <param name="User">Null while nobody is identified, and for a name that belongs to nobody.</param>
/// <param name="Clinic">The clinic whose membership is used, or whose app asked; null while unknown.</param>
/// <param name="Now">UTC, one time for the whole request.</param>
public sealed record SignInTurn(
    SignInAttempt Attempt, User? User, Clinic? Clinic, SignInFacts Facts, EffectivePolicy Policy, DateTimeOffset Now)
{
    /// <summary>What is on file of the user, for judging it once more in this request; null while it may not be read.</summary>
    internal UserOnFile? File { get; init; }

    /// <summary>The membership that is used and what is asked there, for the same.</summary>
    internal MemberPlace? Place { get; init; }

    /// <summary>The language messages to the user are written in: theirs, else the one the page is in.</summary>
    public string Language => User?.Language ?? CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
}
