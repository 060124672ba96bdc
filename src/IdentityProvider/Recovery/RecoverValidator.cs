using FluentValidation;

namespace IdentityProvider.Recovery;

/// <summary>The shape of what is typed as an address, as on the first page of the sign-in. Messages are keys of its texts.</summary>
public sealed class RecoverValidator : AbstractValidator<RecoverModel>
{
    private const int LongestAddress = 254;

    public RecoverValidator()
    {
        RuleLevelCascadeMode = CascadeMode.Stop;
        RuleFor(page => page.Email)
            .NotEmpty().WithMessage("Identify.Empty")
            .Must(email => email!.Trim().Length <= LongestAddress && !email.Any(char.IsControl)).WithMessage("Identify.NotAnAddress")
            .Must(email => email!.Trim().Split('@') is [{ Length: > 0 }, { Length: > 0 }]).WithMessage("Identify.NotAnAddress");
    }
}
