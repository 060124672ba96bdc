using IdentityProvider.Clinics;
using IdentityProvider.Delivery;

namespace IdentityProvider.Dev.Seeding;

/// <summary>A person of the demo.</summary>
/// <param name="Roles">Clinic and role, one for each membership; none for the platform roles.</param>
/// <param name="Note">What is special about the person, for whoever chooses one to try.</param>
internal sealed record DemoPerson(string Email, string Name, IReadOnlyList<(DemoClinic Clinic, Role Role)> Roles, string Note)
{
    /// <summary>A verified phone, E.164; null for none.</summary>
    public string? Phone { get; init; }

    /// <summary>How the phone likes to be reached.</summary>
    public Channel PhoneChannel { get; init; } = Channel.Text;

    /// <summary>Whether mailed codes were set up.</summary>
    public bool UsesEmailedCodes { get; init; }

    public string? Language { get; init; }

    public bool IsDeveloper { get; init; }

    public bool IsOperator { get; init; }

    public IEnumerable<DemoUser> Rows() =>
    [
        .. Roles.Select(membership => Row(membership.Clinic.Name, membership.Role.ToString().ToLowerInvariant())),
        .. IsDeveloper ? new[] { Row(clinic: null, "developer") } : [],
        .. IsOperator ? new[] { Row(clinic: null, "operator") } : [],
    ];

    private DemoUser Row(string? clinic, string role) => new(Email, DemoPeople.Password, clinic, role, Note);
}

/// <summary>Everybody. Phone numbers are from the range that belongs to nobody (555-0100 to 555-0199).</summary>
internal static class DemoPeople
{
    /// <summary>One for all, long enough for every policy.</summary>
    public const string Password = "correct-horse-lake-42";

    /// <summary>Somebody of the system before, who has not signed in since: practice ID and user name.</summary>
    public const string OldUserName = "mcastellanos";

    /// <summary>Of that one.</summary>
    public const string OldPassword = "Old-Lake-Password-7";

    private static readonly DemoClinic Lakeside = DemoClinics.Lakeside;
    private static readonly DemoClinic Cedar = DemoClinics.CedarGrove;

    public static readonly IReadOnlyList<DemoPerson> All =
    [
        new("maya.okafor@lakesidefm.example", "Maya Okafor", [(Lakeside, Role.Owner)], "gets a text on a new browser; may change the policy") { Phone = "+12185550101" },
        new("ben.carter@lakesidefm.example", "Ben Carter", [(Lakeside, Role.Admin)], "gets a text on a new browser; may change the policy") { Phone = "+12185550102" },
        new("anna.lindqvist@lakesidefm.example", "Anna Lindqvist", [(Lakeside, Role.Staff)], "gets a text on a new browser") { Phone = "+12185550103" },
        new("ruth.alvarez@lakesidefm.example", "Ruth Alvarez", [(Lakeside, Role.Staff)], "is called on a landline; reads Spanish")
        {
            Phone = "+12185550104",
            PhoneChannel = Channel.Voice,
            Language = "es",
        },
        new("tom.reyes@lakesidefm.example", "Tom Reyes", [(Lakeside, Role.Staff)], "has no second step yet and sets one up at the first sign-in"),
        new("pat.nguyen@mail.example", "Pat Nguyen", [(Lakeside, Role.Patient)], "password only: this clinic asks staff"),

        new("grace.kim@cedargrove.example", "Grace Kim", [(Cedar, Role.Owner)], "gets a text at every sign-in; may change the policy") { Phone = "+19735550111" },
        new("omar.haddad@cedargrove.example", "Omar Haddad", [(Cedar, Role.Admin)], "gets a text at every sign-in; may change the policy") { Phone = "+19735550112" },
        new("lena.fischer@cedargrove.example", "Lena Fischer", [(Cedar, Role.Staff)], "gets a mailed code at every sign-in") { UsesEmailedCodes = true },
        new("sam.wright@cedargrove.example", "Sam Wright", [(Cedar, Role.Staff)], "has no second step yet and sets one up at the first sign-in"),
        new("rosa.delgado@mail.example", "Rosa Delgado", [(Cedar, Role.Patient)], "password only; reads Spanish") { Language = "es" },

        new("dana.brooks@lakesidefm.example", "Dana Brooks", [(Lakeside, Role.Staff), (Cedar, Role.Patient)], "a code as staff of one clinic, none as patient of the other") { Phone = "+12185550105" },
        new("ines.marquez@lakesidefm.example", "Inés Márquez", [(Lakeside, Role.Staff), (Cedar, Role.Staff)], "works at both clinics and chooses one") { Phone = "+12185550108" },
        new("devon.lee@apps.example", "Devon Lee", [], "registers apps") { IsDeveloper = true, Phone = "+12185550106" },
        new("olu.adeyemi@id.example", "Olu Adeyemi", [], "runs the server") { IsOperator = true, Phone = "+12185550107" },
    ];
}
