using FluentValidation;

namespace IdentityProvider.SignIn.Steps.Identify;

/// <summary>
/// The shape of what is typed as a name, not whether anybody has it. Messages are keys of <see cref="SignInTexts"/>.
/// </summary>
public sealed class IdentifyValidator : AbstractValidator<IdentifyModel>
{
    private const int LongestAddress = 254;

    public IdentifyValidator()
    {
        RuleLevelCascadeMode = CascadeMode.Stop;
        RuleFor(page => page.Email)
            .NotEmpty().WithMessage("Identify.Empty")
            .Must(email => email!.Trim().Length <= LongestAddress && !email.Any(char.IsControl)).WithMessage("Identify.NotAnAddress")
            .Must(email => email!.Trim().Split('@') is [{ Length: > 0 }, { Length: > 0 }]).WithMessage("Identify.NotAnAddress");
    }
}
