using IdentityProvider.Dev.Seeding;

namespace IdentityProvider.BrowserTests.People;

/// <summary>Someone who can sign in.</summary>
public sealed record Person(string Email, string Name)
{
    /// <summary>The demo has one for all.</summary>
    public const string Password = DemoPeople.Password;

    /// <summary>E.164; empty for people without one.</summary>
    public string Phone { get; init; } = "";

    public string FirstName => Name.Split(' ')[0];

    // Demo people. Each plays in one class of journeys only, so that no journey finds what another left.
    public static readonly Person Anna = new("anna.lindqvist@lakesidefm.example", "Anna Lindqvist") { Phone = "+12185550103" };
    public static readonly Person Ben = new("ben.carter@lakesidefm.example", "Ben Carter") { Phone = "+12185550102" };
    public static readonly Person Maya = new("maya.okafor@lakesidefm.example", "Maya Okafor") { Phone = "+12185550101" };
    public static readonly Person Ruth = new("ruth.alvarez@lakesidefm.example", "Ruth Alvarez") { Phone = "+12185550104" };
    public static readonly Person Dana = new("dana.brooks@lakesidefm.example", "Dana Brooks") { Phone = "+12185550105" };
    public static readonly Person Grace = new("grace.kim@cedargrove.example", "Grace Kim") { Phone = "+19735550111" };
    public static readonly Person Lena = new("lena.fischer@cedargrove.example", "Lena Fischer");
    public static readonly Person Devon = new("devon.lee@apps.example", "Devon Lee") { Phone = "+12185550106" };
    public static readonly Person Ines = new("ines.marquez@lakesidefm.example", "Inés Márquez") { Phone = "+12185550108" };
    public static readonly Person Olu = new("olu.adeyemi@id.example", "Olu Adeyemi") { Phone = "+12185550107" };
    public static readonly Person Omar = new("omar.haddad@cedargrove.example", "Omar Haddad") { Phone = "+19735550112" };
    public static readonly Person Pat = new("pat.nguyen@mail.example", "Pat Nguyen");
    public static readonly Person Rosa = new("rosa.delgado@mail.example", "Rosa Delgado");
}
