namespace IdentityProvider.Delivery;

/// <summary>Lets somebody into a clinic: with a new account, or with the one they have. The mail is the same for both.</summary>
public sealed record InvitationLink(string Token, DateTimeOffset ExpiresAt) : LinkContent(Token, ExpiresAt)
{
    public override string Page => "/account/invitation";
}

/// <summary>Shows that an address is read by whoever claimed it.</summary>
public sealed record EmailChangeLink(string Token, DateTimeOffset ExpiresAt) : LinkContent(Token, ExpiresAt)
{
    public override string Page => "/account/email/verify";
}

/// <summary>Another address was claimed for the account. Goes to the one it has, with a link that stops the change.</summary>
/// <param name="Masked">The new address, as far as it may be shown.</param>
public sealed record EmailChangeAsked(string Token, DateTimeOffset ExpiresAt, string Masked) : LinkContent(Token, ExpiresAt)
{
    public override string Page => "/account/email/stop";

    public override string Detail => Masked;
}

/// <summary>The same, claimed by an admin of the practice.</summary>
/// <param name="Masked">The new address, as far as it may be shown.</param>
public sealed record EmailChangeAskedByAdmin(string Token, DateTimeOffset ExpiresAt, string Masked) : LinkContent(Token, ExpiresAt)
{
    public override string Page => "/account/email/stop";

    public override string Detail => Masked;
}

/// <summary>What somebody needs to start, and to find again later (product rows PF14, PF16): the address they sign in with, and the practice ID.</summary>
public sealed record Welcome(string PracticeId, string Email) : LetterContent
{
    public override MessagePriority Priority => MessagePriority.Notice;

    public override bool TravelsBy(Channel channel) => channel is Channel.Email;
}

/// <summary>
/// Somebody asked for a link to a new password, at an address that is too new for it. The one who did, if it is theirs, learns from when on it
/// works; on the page they see what everybody sees.
/// </summary>
/// <param name="From">UTC.</param>
public sealed record AddressNotOldEnough(DateTimeOffset From) : LetterContent
{
    public override MessagePriority Priority => MessagePriority.Code;

    public override bool TravelsBy(Channel channel) => channel is Channel.Email;
}

/// <summary>The account signs in with another address now. Goes to both.</summary>
/// <param name="At">When.</param>
/// <param name="Masked">The new address, as far as it may be shown.</param>
public sealed record EmailWasChanged(DateTimeOffset At, string Masked) : NoticeContent(At);

/// <summary>An admin signed the person out of the clinic's apps.</summary>
/// <param name="At">When.</param>
/// <param name="Admin">Who did it, by name.</param>
public sealed record SignedOutByAdmin(DateTimeOffset At, string Admin) : NoticeContent(At);

/// <summary>The person does not belong to the clinic any more.</summary>
/// <param name="At">When.</param>
/// <param name="Admin">Who did it, by name.</param>
public sealed record MembershipEnded(DateTimeOffset At, string Admin) : NoticeContent(At);

/// <summary>The person belongs to the clinic again.</summary>
/// <param name="At">When.</param>
/// <param name="Admin">Who did it, by name.</param>
public sealed record MembershipRestored(DateTimeOffset At, string Admin) : NoticeContent(At);

/// <summary>The person is something else at the clinic now.</summary>
/// <param name="At">When.</param>
/// <param name="Admin">Who did it, by name.</param>
/// <param name="Role">Owner, Admin, Staff or Patient; the mail says it in its language.</param>
public sealed record RoleChanged(DateTimeOffset At, string Admin, string Role) : NoticeContent(At);
