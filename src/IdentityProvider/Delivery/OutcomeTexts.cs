using System.Globalization;
using System.Resources;

namespace IdentityProvider.Delivery;

/// <summary>Each outcome in two sentences: for the person who waits for a code, and for whoever looks after the practice.</summary>
public static class OutcomeTexts
{
    private static readonly ResourceManager Sentences = new(typeof(OutcomeTexts));

    /// <summary>What happened and what to do now, without a word about whose system it is.</summary>
    public static string ForUser(MessageOutcome outcome) => Say($"{outcome}.User");

    /// <summary>What is wrong and who has to act.</summary>
    public static string ForAdmin(MessageOutcome outcome) => Say($"{outcome}.Admin");

    // Pages are rendered in the request's culture.
    private static string Say(string key) => Sentences.GetString(key, CultureInfo.CurrentUICulture) ?? throw new InvalidOperationException($"No sentence is called {key}.");
}
