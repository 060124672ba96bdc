using IdentityProvider.Codes;
using IdentityProvider.Factors;
using IdentityProvider.SignIn.Steps.Code;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.SignIn;

/// <summary>What a refused app's, recovery or bypass code is told, and what to do about it.</summary>
public sealed class TypedSentences(CodeSentences codes, IStringLocalizer<SignInTexts> texts)
{
    public string Of(Way way, CodeCheckOutcome outcome) => outcome.Result switch
    {
        CodeCheck.Wrong => texts[$"{way}.Wrong"],
        CodeCheck.Malformed => texts[$"{way}.Malformed"],
        _ => codes.Of(outcome),
    };
}
