using FluentValidation;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery.Texts;
using IdentityProvider.Users;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin;

/// <summary>What a practice says about itself. Nothing of it is ever used to prove who somebody is.</summary>
public sealed class PracticeForm
{
    public string? Name { get; set; }

    /// <summary>In texts, where there is little room.</summary>
    public string? TextName { get; set; }

    /// <summary>The practice's own number, for people who need help (product row PF9).</summary>
    public string? Phone { get; set; }

    public string? TimeZone { get; set; }

    /// <summary>What is saved of the clinic when this is not touched.</summary>
    public static PracticeForm Of(Clinic clinic) =>
        new() { Name = clinic.Name, TextName = clinic.TextName, Phone = clinic.FrontDeskPhone, TimeZone = clinic.TimeZone };

    /// <summary>The zones of the United States and its territories.</summary>
    public static readonly IReadOnlyList<string> Zones =
    [
        "America/New_York", "America/Detroit", "America/Indiana/Indianapolis", "America/Chicago", "America/Denver", "America/Boise", "America/Phoenix",
        "America/Los_Angeles", "America/Anchorage", "America/Adak", "Pacific/Honolulu", "America/Puerto_Rico", "America/St_Thomas", "Pacific/Guam",
        "Pacific/Saipan", "Pacific/Pago_Pago",
    ];
}

/// <summary>The same rules wherever a practice is described.</summary>
public sealed class PracticeFormValidator : AbstractValidator<PracticeForm>
{
    private const int LongestTextName = 20;

    public PracticeFormValidator(IStringLocalizer texts, Func<string, bool> isPhone)
    {
        RuleLevelCascadeMode = CascadeMode.Stop;
        RuleFor(form => form.Name).Must(name => PersonName.Parse(name) is not null).WithMessage(_ => texts["Practice.NoName"]);
        RuleFor(form => form.TextName).Must(IsForTexts).WithMessage(_ => texts["Practice.NoTextName", LongestTextName]);
        RuleFor(form => form.Phone).Must(phone => string.IsNullOrWhiteSpace(phone) || isPhone(phone)).WithMessage(_ => texts["Practice.NoPhone"]);
        RuleFor(form => form.TimeZone).Must(zone => PracticeForm.Zones.Contains(zone ?? "")).WithMessage(_ => texts["Practice.NoZone"]);
    }

    // A letter a text cannot hold would make two texts of one.
    private static bool IsForTexts(string? name) =>
        PersonName.Parse(name) is { Length: <= LongestTextName } plain && Gsm7.Fold(plain) == plain;
}
