using FluentValidation;
using IdentityProvider.Factors;

namespace IdentityProvider.Account;

/// <summary>What a passkey may be called. Messages are keys of <see cref="AccountTexts"/>.</summary>
public sealed class EditPasskeyValidator : AbstractValidator<EditPasskeyModel>
{
    public EditPasskeyValidator()
    {
        RuleLevelCascadeMode = CascadeMode.Stop;
        RuleFor(page => page.Name)
            .Must(name => name?.Trim().Length > 0).WithMessage("Passkeys.NameEmpty")
            .Must(name => name!.Trim().Length <= Passkey.LongestName && !name.Any(char.IsControl)).WithMessage("Passkeys.NameLong");
    }
}
