using System.Collections.Immutable;
using IdentityProvider.Clinics;
using IdentityProvider.Factors;

namespace IdentityProvider.Admin;

/// <summary>The policy as it stands in the form. What a number may be: <see cref="PolicyRange"/>.</summary>
public sealed class PolicyForm
{
    /// <summary>The methods that people can set up. A method that is allowed and not listed here stays as it was saved.</summary>
    public static readonly ImmutableArray<Method> Offered = [Method.Text, Method.Voice, Method.Email, Method.AuthenticatorApp];

    /// <summary>The version the admin saw. If another was saved since, this form does not overwrite it.</summary>
    public int? Seen { get; set; }

    public MfaRequirement? Require { get; set; }

    public MfaMoment? When { get; set; }

    public IList<Method> StaffMethods { get; set; } = [];

    public IList<Method> PatientMethods { get; set; } = [];

    public int? GraceDays { get; set; }

    public int? RememberStaffDays { get; set; }

    public int? RememberPatientsDays { get; set; }

    public int? CodeLength { get; set; }

    public int? CodeLifetimeMinutes { get; set; }

    public PhoneQuestion? AskForPhone { get; set; }

    public bool PhoneRequired { get; set; }

    public bool RefuseVoip { get; set; }

    public int? ShortestPassword { get; set; }

    public int? ShortestPasswordAlone { get; set; }

    public int? StaffIdleMinutes { get; set; }

    public int? StaffSessionHours { get; set; }

    public int? PatientIdleMinutes { get; set; }

    public int? PatientSessionHours { get; set; }

    public bool EmergencyAccess { get; set; }

    public int? EmergencyMinutes { get; set; }

    public IList<Guid> EmergencyUsers { get; set; } = [];

    public static PolicyForm Of(ClinicPolicy policy, int seen) => new()
    {
        Seen = seen,
        Require = policy.Require,
        When = policy.When,
        StaffMethods = [.. policy.StaffMethods],
        PatientMethods = [.. policy.PatientMethods],
        GraceDays = policy.GraceDays,
        RememberStaffDays = policy.RememberStaffDays,
        RememberPatientsDays = policy.RememberPatientsDays,
        CodeLength = policy.CodeLength,
        CodeLifetimeMinutes = policy.CodeLifetimeMinutes,
        AskForPhone = policy.AskForPhone,
        PhoneRequired = policy.PhoneRequired,
        RefuseVoip = policy.RefuseVoip,
        ShortestPassword = policy.ShortestPassword,
        ShortestPasswordAlone = policy.ShortestPasswordAlone,
        StaffIdleMinutes = policy.StaffIdleMinutes,
        StaffSessionHours = policy.StaffSessionHours,
        PatientIdleMinutes = policy.PatientIdleMinutes,
        PatientSessionHours = policy.PatientSessionHours,
        EmergencyAccess = policy.EmergencyAccess,
        EmergencyMinutes = policy.EmergencyMinutes,
        EmergencyUsers = [.. policy.EmergencyUsers],
    };

    /// <summary>The policy this form stands for. Call it once the form is valid.</summary>
    /// <param name="saved">Gives what the form does not show.</param>
    public ClinicPolicy ToPolicy(ClinicPolicy saved) => saved with
    {
        Require = Require!.Value,
        When = When!.Value,
        StaffMethods = Chosen(StaffMethods, saved.StaffMethods),
        PatientMethods = Chosen(PatientMethods, saved.PatientMethods),
        GraceDays = GraceDays!.Value,
        RememberStaffDays = RememberStaffDays!.Value,
        RememberPatientsDays = RememberPatientsDays!.Value,
        CodeLength = CodeLength!.Value,
        CodeLifetimeMinutes = CodeLifetimeMinutes!.Value,
        AskForPhone = AskForPhone!.Value,
        PhoneRequired = PhoneRequired,
        RefuseVoip = RefuseVoip,
        ShortestPassword = ShortestPassword!.Value,
        ShortestPasswordAlone = ShortestPasswordAlone!.Value,
        StaffIdleMinutes = StaffIdleMinutes!.Value,
        StaffSessionHours = StaffSessionHours!.Value,
        PatientIdleMinutes = PatientIdleMinutes!.Value,
        PatientSessionHours = PatientSessionHours!.Value,
        EmergencyAccess = EmergencyAccess,
        EmergencyMinutes = EmergencyMinutes!.Value,
        EmergencyUsers = [.. EmergencyUsers],
    };

    private static ImmutableSortedSet<Method> Chosen(IEnumerable<Method> ticked, ImmutableSortedSet<Method> saved) =>
        [.. ticked.Intersect(Offered), .. saved.Except(Offered)];
}
