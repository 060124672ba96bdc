using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Users;

namespace IdentityProvider.Codes;

/// <summary>A code to be sent.</summary>
/// <param name="AttemptId">The sign-in attempt (or other errand) it belongs to. A code of another attempt proves nothing here.</param>
/// <param name="User">Whose code.</param>
/// <param name="Purpose">What it will prove.</param>
/// <param name="Channel">What it travels by.</param>
/// <param name="Destination">A phone number in E.164 form, or an e-mail address.</param>
/// <param name="Digits">5 to 8; the clinic's setting, outside a clinic the longest of the user's clinics.</param>
/// <param name="Lifetime">3 to 10 minutes, likewise.</param>
/// <param name="Clinic">In whose name it is sent; null outside any clinic.</param>
/// <param name="AppName">The app the user is signing in to, when one asked.</param>
/// <param name="Language">"en" or "es".</param>
public sealed record CodeRequest(
    Guid AttemptId, User User, CodePurpose Purpose, Channel Channel, string Destination,
    int Digits, TimeSpan Lifetime, Clinic? Clinic, string? AppName, string Language)
{
    /// <summary>The factor that is being proven: its wrong tries are counted, and too many shut it. Null while one is being set up.</summary>
    public Guid? FactorId { get; init; }

    /// <summary>Whether the errand counts its wrong tries itself; see <see cref="CodesFor.CountsItself"/>.</summary>
    public bool CountsItself { get; init; }

    /// <summary>Whether nobody has shown yet to hold the destination. Such sends have a small budget: toll fraud begins with set-up.</summary>
    public bool IsUnverified => Purpose is CodePurpose.PhoneVerification or CodePurpose.EmailVerification;

    /// <summary>A request holds a number or an address, so it says nothing about itself in a log.</summary>
    public override string ToString() => $"{Purpose} by {Channel}";
}

/// <summary>Which codes are meant: those sent to this user, for this errand and purpose.</summary>
/// <param name="UserId">Who types. A browser may go on in the same attempt as somebody else.</param>
/// <param name="AttemptId">The sign-in attempt (or other errand).</param>
/// <param name="Purpose">What they prove.</param>
public sealed record CodesFor(Guid UserId, Guid AttemptId, CodePurpose Purpose)
{
    /// <summary>
    /// Whether the errand counted the try by a counter of its own before. The lock for typed codes then neither holds it back nor feels it, nor does the
    /// factor's count; the tries of what was sent still do.
    /// </summary>
    public bool CountsItself { get; init; }
}

public enum CodeSendResult
{
    /// <summary>The message is in the outbox, and goes out with the caller's save.</summary>
    Sent,

    /// <summary>The wait is not over. Nothing was sent, and that is no error: the page shows when the next send is possible.</summary>
    TooSoon,

    /// <summary>A budget is used up. Nothing was sent.</summary>
    OverBudget,

    /// <summary>Typing codes is off for this user for a while, so none is sent.</summary>
    Locked,
}

/// <param name="Result">What happened.</param>
/// <param name="NextSendAt">When another send is possible; for <see cref="CodeSendResult.Locked"/>, when codes may be typed again.</param>
/// <param name="ExpiresAt">Until when the digits just sent are good; null when nothing was sent.</param>
/// <param name="IsResend">Whether the digits are those of the send before.</param>
public sealed record CodeSend(CodeSendResult Result, DateTimeOffset NextSendAt, DateTimeOffset? ExpiresAt = null, bool IsResend = false);

/// <summary>What the page that asks for the code shows.</summary>
/// <param name="Channel">What the last send travelled by.</param>
/// <param name="DestinationMasked">For example (•••) •••-0142.</param>
/// <param name="Digits">How many to type.</param>
/// <param name="ExpiresAt">Until when the newest code is good.</param>
/// <param name="NextSendAt">When the next send is possible.</param>
/// <param name="TriesLeft">Tries left; 0 means a new code has to be sent.</param>
/// <param name="Delivery">What became of the last message with it.</param>
public sealed record CodeStatus(
    Channel Channel, string DestinationMasked, int Digits, DateTimeOffset ExpiresAt, DateTimeOffset NextSendAt, int TriesLeft, CodeDelivery? Delivery)
{
    /// <summary>Why the last message has not left the house or did not arrive, or null: it has, or nobody knows yet.</summary>
    public MessageOutcome? Trouble => Delivery?.Trouble;

    /// <summary>When another way is possible; null for at once, after a message that got nowhere: nobody is told to choose another way and made to wait for it.</summary>
    public DateTimeOffset? OtherWayAt => Trouble is null || IsHeld ? NextSendAt : null;

    /// <summary>Whether a budget holds the next send back, whichever way.</summary>
    public bool IsHeld { get; init; }
}

/// <param name="Result">What became of the typed digits.</param>
/// <param name="Channel">For <see cref="CodeCheck.Accepted"/>: what was proven; the channel of the last send.</param>
/// <param name="TriesLeft">For <see cref="CodeCheck.Wrong"/>: tries left.</param>
/// <param name="LockedUntil">For <see cref="CodeCheck.Locked"/>: when codes may be typed again.</param>
public sealed record CodeCheckOutcome(CodeCheck Result, Channel? Channel = null, int TriesLeft = 0, DateTimeOffset? LockedUntil = null);
