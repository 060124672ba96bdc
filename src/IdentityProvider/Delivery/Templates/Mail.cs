namespace IdentityProvider.Delivery.Templates;

/// <summary>An e-mail, ready to be sent: both parts say the same.</summary>
internal sealed record Mail(string Subject, string Plain, string Html);

/// <summary>What an e-mail says, before it is laid out.</summary>
/// <param name="Language">Two letters, for the html element: a screen reader picks its voice by it.</param>
/// <param name="Sender">The clinic, or the deployment.</param>
/// <param name="Subject">Never holds the code: lock screens and mail lists show subjects.</param>
/// <param name="Title">One line.</param>
/// <param name="Paragraphs">Before the digits.</param>
/// <param name="Digits">A code, or null.</param>
/// <param name="Link">A button, or null.</param>
/// <param name="After">After the digits and the button.</param>
/// <param name="Footer">Why this came, who can help.</param>
internal sealed record MailText(
    string Language, string Sender, string Subject, string Title, IReadOnlyList<string> Paragraphs, string? Digits, MailLink? Link,
    IReadOnlyList<string> After, IReadOnlyList<string> Footer);

/// <summary>A button in a mail: what it says and where it leads. In the plain part the address stands in full.</summary>
internal sealed record MailLink(string Words, Uri Address);
