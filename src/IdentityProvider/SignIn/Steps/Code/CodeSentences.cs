using IdentityProvider.Codes;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.SignIn.Steps.Code;

/// <summary>What a refused code is told, and what to do about it.</summary>
public sealed class CodeSentences(IStringLocalizer<SignInTexts> texts)
{
    public string Of(CodeCheckOutcome outcome) => outcome.Result switch
    {
        CodeCheck.Wrong when outcome.TriesLeft == 1 => texts["Code.WrongOneLeft"],
        CodeCheck.Wrong => texts["Code.Wrong", outcome.TriesLeft],
        CodeCheck.Late => texts["Code.Late"],
        CodeCheck.Expired => texts["Code.Expired"],
        CodeCheck.UsedUp => texts["Code.UsedUp"],
        CodeCheck.Malformed => texts["Code.Malformed"],
        CodeCheck.Accepted or CodeCheck.Locked or CodeCheck.FactorOff =>
            throw new ArgumentException("This outcome leads to another page.", nameof(outcome)),
    };
}
