using System.Globalization;
using System.Text.RegularExpressions;

namespace Samples.Ehr.SignIn;

/// <summary>What a protected resource wants of the sign-in, as its challenge says it (RFC 9470 §3).</summary>
/// <param name="AcrValues">Which strength would do; null for any.</param>
/// <param name="MaxAge">How old the sign-in may be, in seconds; null for any.</param>
public sealed partial record StepUpNeed(string? AcrValues, string? MaxAge)
{
    /// <summary>The need of a refused request; null when it was refused for something else, or not at all.</summary>
    public static StepUpNeed? In(HttpResponseMessage response)
    {
        var challenge = response.Headers.WwwAuthenticate.FirstOrDefault(one => one.Parameter?.Contains("error=\"insufficient_user_authentication\"", StringComparison.Ordinal) == true);
        return challenge?.Parameter is { } text ? Of(Acr().Match(text).Groups["value"].Value, Age().Match(text).Groups["value"].Value) : null;
    }

    /// <summary>From the address of our own sign-in; anything that is not of its shape is left out.</summary>
    public static StepUpNeed? Of(string? acrValues, string? maxAge)
    {
        var acr = acrValues is not null && Name().IsMatch(acrValues) ? acrValues : null;
        var age = int.TryParse(maxAge, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? maxAge : null;
        return acr is null && age is null ? null : new StepUpNeed(acr, age);
    }

    /// <summary>Our own sign-in, which asks the provider for it and comes back to the page.</summary>
    public string SignInUrl(string returnPath) =>
        $"/sign-in?returnPath={Uri.EscapeDataString(returnPath)}&acr={Uri.EscapeDataString(AcrValues ?? "")}&maxAge={Uri.EscapeDataString(MaxAge ?? "")}";

    [GeneratedRegex("acr_values=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Acr();

    [GeneratedRegex("max_age=\"?(?<value>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Age();

    [GeneratedRegex(@"\A[A-Za-z0-9:._\- ]{1,200}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}

/// <summary>The API wants more than this sign-in has. A page answers by asking the provider for it.</summary>
public sealed class StepUpNeededException(StepUpNeed need) : Exception("The API wants a stronger or fresher sign-in.")
{
    public StepUpNeed Need { get; } = need;
}
