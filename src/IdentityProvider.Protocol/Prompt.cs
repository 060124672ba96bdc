namespace IdentityProvider.Protocol;

/// <summary>What a client wants shown to the user, or not (<c>prompt</c>, OpenID Connect Core §3.1.2.1).</summary>
/// <param name="None">No page may be shown: answer from the session that is there, or with an error.</param>
/// <param name="Login">Only what is proven after the request counts.</param>
/// <param name="Consent">Ask for consent. A first-party client has it by registration, so nothing is asked.</param>
/// <param name="SelectAccount">Let the user choose who to be: the sign-in pages, from the start.</param>
public sealed record Prompt(bool None, bool Login, bool Consent, bool SelectAccount)
{
    public static readonly Prompt Unspecified = new(None: false, Login: false, Consent: false, SelectAccount: false);

    /// <summary>Reads a space-separated list; null when it holds a value that is not registered, or "none" beside another.</summary>
    public static Prompt? Parse(string? text)
    {
        var values = text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (values.Except(["none", "login", "consent", "select_account"], StringComparer.Ordinal).Any())
        {
            return null;
        }

        var prompt = new Prompt(values.Contains("none"), values.Contains("login"), values.Contains("consent"), values.Contains("select_account"));
        return prompt.None && prompt != Unspecified with { None = true } ? null : prompt;
    }
}
