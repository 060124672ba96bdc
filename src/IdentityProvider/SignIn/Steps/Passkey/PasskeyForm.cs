namespace IdentityProvider.SignIn.Steps.Passkey;

/// <summary>A form whose button runs a ceremony (_PasskeyForm.cshtml, wwwroot/js/passkey.js).</summary>
/// <param name="Does">"get" to use a passkey, "create" to make one.</param>
/// <param name="Action">Where the answer is posted to; the challenge comes from its handler "Question".</param>
/// <param name="Button">What the button says.</param>
/// <param name="Page">Where the button leads without a script; null where this page itself says what is missing.</param>
/// <param name="IsMain">Whether it is the main thing to do on the page.</param>
public sealed record PasskeyForm(string Does, string Action, string Button, string? Page = null, bool IsMain = false)
{
    public string Question => $"{Action}{(Action.Contains('?', StringComparison.Ordinal) ? '&' : '?')}handler=Question";
}
