using System.Text.Json.Serialization;

namespace IdentityProvider.Delivery;

/// <summary>A link that works once. By e-mail only: a text is read from a lock screen, and its links are what people are told never to press.</summary>
/// <param name="Token">What makes the link; the database holds its hash.</param>
/// <param name="ExpiresAt">UTC. From this moment on the message is not sent any more.</param>
public abstract record LinkContent(string Token, DateTimeOffset ExpiresAt) : LetterContent
{
    public override MessagePriority Priority => MessagePriority.Code;

    public override DateTimeOffset? WorthlessAt => ExpiresAt;

    public override bool TravelsBy(Channel channel) => channel is Channel.Email;

    /// <summary>The page it opens.</summary>
    [JsonIgnore]
    public abstract string Page { get; }

    /// <summary>What more its sentence says, beside in whose name it is written; most say nothing more.</summary>
    [JsonIgnore]
    public virtual string Detail => "";

    /// <summary>The address in the mail. It begins with our own, never with what a request called us.</summary>
    public Uri AddressAt(Uri issuer) => new(issuer, $"{Page}?{TokenName}={Token}");

    /// <summary>Name of the token in the address.</summary>
    public const string TokenName = "t";
}

/// <summary>To choose a new password.</summary>
public sealed record PasswordResetLink(string Token, DateTimeOffset ExpiresAt) : LinkContent(Token, ExpiresAt)
{
    public override string Page => "/recover/link";
}

/// <summary>The same, because an admin of the practice pressed the button.</summary>
public sealed record PasswordLinkByAdmin(string Token, DateTimeOffset ExpiresAt) : LinkContent(Token, ExpiresAt)
{
    public override string Page => "/recover/link";
}

/// <summary>Past the waits after wrong passwords.</summary>
public sealed record UnlockLink(string Token, DateTimeOffset ExpiresAt) : LinkContent(Token, ExpiresAt)
{
    public override string Page => "/recover/unlock/link";
}

/// <summary>
/// Somebody asked for a link to an address that no account uses. The one who did, if it is theirs, learns why nothing else came; on the page they
/// see what everybody sees.
/// </summary>
public sealed record NoAccountHere : LetterContent
{
    public override MessagePriority Priority => MessagePriority.Code;

    public override bool TravelsBy(Channel channel) => channel is Channel.Email;
}
