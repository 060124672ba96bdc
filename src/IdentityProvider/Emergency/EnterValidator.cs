using FluentValidation;
using FluentValidation.Results;
using IdentityProvider.Audit;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Emergency;

/// <summary>The shape of what is typed, before anything is compared or counted.</summary>
public sealed class EnterValidator : AbstractValidator<EnterModel>
{
    /// <summary>Fewer characters say nothing that an admin could review.</summary>
    public const int ShortestReason = 10;

    private const int LongestAddress = 254;

    public EnterValidator(IStringLocalizer<EmergencyTexts> texts)
    {
        RuleLevelCascadeMode = CascadeMode.Stop;
        RuleFor(page => page.Email)
            .NotEmpty().WithMessage(_ => texts["Email.Empty"])
            .Must(email => email!.Trim().Length <= LongestAddress && !email.Any(char.IsControl) && email.Contains('@', StringComparison.Ordinal))
            .WithMessage(_ => texts["Email.NotAnAddress"]);
        RuleFor(page => page.Password).NotEmpty().WithMessage(_ => texts["Password.Empty"]);
        RuleFor(page => page.Reason)
            .Must(reason => EnterModel.Clean(reason).Length >= ShortestReason).WithMessage(_ => texts["Reason.TooShort", ShortestReason])
            .Must(reason => EnterModel.Clean(reason).Length <= Reasons.LongestLength).WithMessage(_ => texts["Reason.TooLong", Reasons.LongestLength]);
    }
}

internal static class EmergencyWords
{
    /// <summary>Puts what is wrong at its field.</summary>
    /// <returns>Whether nothing is.</returns>
    public static bool FillInto(this ValidationResult result, ModelStateDictionary state)
    {
        foreach (var error in result.Errors)
        {
            state.AddModelError(error.PropertyName, error.ErrorMessage);
        }

        return result.IsValid;
    }

    /// <summary>The sentence for an answer that was not right.</summary>
    public static string Words(this EmergencyAnswer answer, IStringLocalizer<EmergencyTexts> texts, string page, DateTimeOffset now) => answer.Result switch
    {
        EmergencyResult.MustWait => texts["MustWait", (int)Math.Ceiling(((answer.Until ?? now) - now).TotalSeconds)],
        EmergencyResult.Closed => texts["Closed"],
        EmergencyResult.Busy => texts["Busy"],
        EmergencyResult.Refused or EmergencyResult.Right => texts[$"{page}.Refused"],
    };
}
