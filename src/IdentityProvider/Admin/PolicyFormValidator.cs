using System.Linq.Expressions;
using FluentValidation;
using IdentityProvider.Clinics;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin;

/// <summary>The ranges of docs/sign-in.md. What is wrong is said together with what to type instead.</summary>
public sealed class PolicyFormValidator : AbstractValidator<PolicyForm>
{
    private readonly IStringLocalizer<AdminTexts> _texts;

    public PolicyFormValidator(IStringLocalizer<AdminTexts> texts)
    {
        _texts = texts;
        RuleFor(form => form.Seen).NotNull().WithMessage(texts["Policy.NoVersion"]);
        OneOf(form => form.Require);
        OneOf(form => form.When);
        OneOf(form => form.AskForPhone);
        Number(form => form.GraceDays, PolicySetting.GraceDays, "Policy.DaysRange");
        Number(form => form.RememberStaffDays, PolicySetting.RememberStaffDays, "Policy.DaysRange");
        Number(form => form.RememberPatientsDays, PolicySetting.RememberPatientsDays, "Policy.DaysRange");
        Number(form => form.CodeLength, PolicySetting.CodeLength, "Policy.DigitsRange");
        Number(form => form.CodeLifetimeMinutes, PolicySetting.CodeLifetimeMinutes, "Policy.MinutesRange");
        Number(form => form.ShortestPassword, PolicySetting.ShortestPassword, "Policy.CharactersRange");
        Number(form => form.ShortestPasswordAlone, PolicySetting.ShortestPasswordAlone, "Policy.CharactersRange");
        Number(form => form.StaffIdleMinutes, PolicySetting.StaffIdleMinutes, "Policy.MinutesRange");
        Number(form => form.StaffSessionHours, PolicySetting.StaffSessionHours, "Policy.HoursRange");
        Number(form => form.PatientIdleMinutes, PolicySetting.PatientIdleMinutes, "Policy.MinutesRange");
        Number(form => form.PatientSessionHours, PolicySetting.PatientSessionHours, "Policy.HoursRange");
        Number(form => form.EmergencyMinutes, PolicySetting.EmergencyMinutes, "Policy.MinutesRange");

        // A second step that nobody could set up would shut everyone out: the console asks for one whomever the clinic asks.
        RuleFor(form => form.StaffMethods).Must(methods => methods.Any(method => PolicyForm.Offered.Contains(method)))
            .WithMessage(texts["Policy.NoMethod"]);
        RuleFor(form => form.PatientMethods).Must(methods => methods.Any(method => PolicyForm.Offered.Contains(method)))
            .WithMessage(texts["Policy.NoMethod"]);
        RuleFor(form => form.EmergencyUsers).NotEmpty().When(form => form.EmergencyAccess).WithMessage(texts["Policy.NobodyNamed"]);
    }

    private void OneOf<T>(Expression<Func<PolicyForm, T?>> field)
        where T : struct, Enum =>
        RuleFor(field).NotNull().WithMessage(_texts["Policy.ChooseOne"]).IsInEnum().WithMessage(_texts["Policy.ChooseOne"]);

    private void Number(Expression<Func<PolicyForm, int?>> field, PolicySetting setting, string text)
    {
        var range = PolicyRange.Of(setting);
        RuleFor(field).Must(value => range.Holds(value)).WithMessage(_texts[text, range.Least, range.Most]);
    }
}
