namespace IdentityProvider.Protocol;

/// <summary>What a user has decided about one client before: yes to these scopes, no to those.</summary>
public sealed record DecidedScopes(Scope Granted, Scope Refused)
{
    /// <summary>Whether nothing is asked that was not decided.</summary>
    public bool Cover(Scope asked) => asked.Values.All(value => Granted.Contains(value) || Refused.Contains(value));
}

/// <summary>When a user is asked what a client may have, and what a client has after the answer (RFC 6749 §1.1, §3.3; OpenID Connect Core §3.1.2.4).</summary>
public static class ConsentRules
{
    /// <summary>
    /// Whether the user must see the question. The clinic's own apps have consent by registration; somebody else's app needs an answer to
    /// everything it asks for, a no included: it is not asked again and again. <c>prompt=consent</c> asks in any case (§3.1.2.1).
    /// </summary>
    /// <param name="decided">Null when nothing was.</param>
    public static bool MustAsk(Client client, Prompt prompt, Scope asked, DecidedScopes? decided) =>
        prompt.Consent || (client.IsThirdParty && decided?.Cover(asked) != true);

    /// <summary>
    /// Whether an app can do without it. Who the user is and where it was launched from is what signing in to it means: whoever does not want
    /// that says no to the app.
    /// </summary>
    public static bool CanBeRefused(string scope) =>
        scope != Scope.OpenId && scope != "launch" && !scope.StartsWith("launch/", StringComparison.Ordinal);

    /// <summary>What is left of the asked scopes after the answer. Nothing that was not asked for can come in by a form.</summary>
    public static Scope Granted(Scope asked, IReadOnlyCollection<string> ticked) =>
        Scope.Of(asked.Values.Where(value => !CanBeRefused(value) || ticked.Contains(value, StringComparer.Ordinal)));
}
