using System.Text.Json;
using System.Text.Json.Serialization;
using IdentityProvider.Dev.Running;

namespace IdentityProvider.Dev.Seeding;

/// <summary>One membership of a demo person, as demo.json lists it.</summary>
/// <param name="Email">What one types to sign in.</param>
/// <param name="Password">The demo password.</param>
/// <param name="Clinic">Name of the clinic; null for the platform roles.</param>
/// <param name="Role">owner, admin, staff, patient, developer or operator.</param>
/// <param name="Note">What is special about this person.</param>
public sealed record DemoUser(string Email, string Password, string? Clinic, string Role, string Note);

/// <summary>A demo client, as demo.json lists it.</summary>
public sealed record DemoClient(
    string ClientId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ClientSecret,
    IReadOnlyList<string> RedirectUris,
    IReadOnlyList<string> Scopes,
    string Note);

/// <summary>The contents of .dev/demo.json: where things are and who can sign in. Tests and people start from it.</summary>
public sealed record DemoData(
    string Issuer, string Ehr, string Portal, string Inbox, IReadOnlyList<DemoUser> Users, IReadOnlyList<DemoClient> Clients, string SmartApp, string FhirBase)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static DemoData For(Ports ports, string clientSecret) => new(
        ports.Issuer, ports.EhrUrl, ports.PortalUrl, ports.InboxUrl, [.. DemoPeople.All.SelectMany(person => person.Rows())], DemoClients.For(ports, clientSecret),
        ports.SmartAppUrl, ports.FhirBase);

    /// <summary>Replaces the file in one step, so that nobody reads half of it.</summary>
    public async Task WriteAsync(string file, CancellationToken ct)
    {
        await File.WriteAllTextAsync(file + ".new", JsonSerializer.Serialize(this, Format), ct);
        File.Move(file + ".new", file, overwrite: true);
    }
}
