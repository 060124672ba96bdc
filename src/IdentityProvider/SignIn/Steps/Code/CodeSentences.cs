using IdentityProvider.Codes;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.SignIn.Steps.Code;

/// <summary>What a refused code is told, and what to do about it.</summary>
public sealed class CodeSentences(IStringLocalizer<SignInTexts> texts, TimeProvider clock)
{
    public string Of(CodeCheckOutcome outcome) => outcome.Result switch
    {
        CodeCheck.Wrong when outcome.TriesLeft == 1 => texts["Code.WrongOneLeft"],
        CodeCheck.Wrong => texts["Code.Wrong", outcome.TriesLeft],
        CodeCheck.Late => texts["Code.Late"],
        CodeCheck.Expired => texts["Code.Expired"],
        CodeCheck.UsedUp => texts["Code.UsedUp"],
        CodeCheck.Malformed => texts["Code.Malformed"],
        CodeCheck.Locked => texts["Code.Locked", MinutesUntil(outcome.LockedUntil)],
        CodeCheck.FactorOff => texts["Code.FactorOff"],
        CodeCheck.Accepted => throw new ArgumentException("An accepted code is not refused.", nameof(outcome)),
    };

    private int MinutesUntil(DateTimeOffset? until) => Math.Max(1, (int)Math.Ceiling(((until - clock.GetUtcNow()) ?? TimeSpan.Zero).TotalMinutes));
}
