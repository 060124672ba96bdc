using FluentValidation;
using IdentityProvider.Clinics;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin;

/// <summary>The ranges of docs/sign-in.md. What is wrong is said together with what to type instead.</summary>
public sealed class PolicyFormValidator : AbstractValidator<PolicyForm>
{
    private const int ShortestCode = 5;
    private const int LongestCode = 8;
    private const int ShortestLife = 3;
    private const int LongestLife = 10;

    public PolicyFormValidator(IStringLocalizer<AdminTexts> texts)
    {
        RuleFor(form => form.Seen).NotNull().WithMessage(texts["Policy.NoVersion"]);
        RuleFor(form => form.Require).NotNull().WithMessage(texts["Policy.ChooseOne"]).IsInEnum().WithMessage(texts["Policy.ChooseOne"]);
        RuleFor(form => form.When).NotNull().WithMessage(texts["Policy.ChooseOne"]).IsInEnum().WithMessage(texts["Policy.ChooseOne"]);
        RuleFor(form => form.RememberStaffDays).Must(value => value is >= 0 and <= ClinicPolicy.LongestTrustDays)
            .WithMessage(texts["Policy.DaysRange", 0, ClinicPolicy.LongestTrustDays]);
        RuleFor(form => form.RememberPatientsDays).Must(value => value is >= 0 and <= ClinicPolicy.LongestTrustDays)
            .WithMessage(texts["Policy.DaysRange", 0, ClinicPolicy.LongestTrustDays]);
        RuleFor(form => form.CodeLength).Must(value => value is >= ShortestCode and <= LongestCode)
            .WithMessage(texts["Policy.DigitsRange", ShortestCode, LongestCode]);
        RuleFor(form => form.CodeLifetimeMinutes).Must(value => value is >= ShortestLife and <= LongestLife)
            .WithMessage(texts["Policy.MinutesRange", ShortestLife, LongestLife]);

        // A second step that nobody could set up would shut everyone out: the console asks for one whomever the clinic asks.
        RuleFor(form => form.StaffMethods).Must(methods => methods.Any(method => PolicyForm.Offered.Contains(method)))
            .WithMessage(texts["Policy.NoMethod"]);
        RuleFor(form => form.PatientMethods).Must(methods => methods.Any(method => PolicyForm.Offered.Contains(method)))
            .WithMessage(texts["Policy.NoMethod"]);
    }
}
