using System.Text.Json.Nodes;
using IdentityProvider.Dev.Running;
using IdentityProvider.Dev.Seeding;

namespace IdentityProvider.Tests.Dev;

/// <summary>.dev/demo.json is a contract: scripts and people start from it.</summary>
public sealed class DemoFileTests
{
    private static readonly string[] Roles = ["owner", "admin", "staff", "patient", "developer", "operator"];

    [Fact]
    public async Task It_says_where_things_are()
    {
        var demo = await WriteAsync();

        Assert.Equal(["issuer", "ehr", "portal", "inbox", "users", "clients", "smart_app", "fhir_base"], demo.Select(member => member.Key));
        Assert.Equal("http://localhost:7100", (string?)demo["issuer"]);
        Assert.Equal("http://127.0.0.1:7101", (string?)demo["ehr"]);
        Assert.Equal("http://localhost:7102", (string?)demo["portal"]);
    }

    [Fact]
    public async Task It_has_a_row_for_every_membership_and_platform_role()
    {
        var users = (await WriteAsync())["users"]!.AsArray();

        Assert.All(users, user => Assert.Equal(["email", "password", "clinic", "role", "note"], user!.AsObject().Select(member => member.Key)));
        Assert.All(users, user => Assert.Equal(user!["clinic"] is null, (string?)user["role"] is "developer" or "operator"));
        Assert.Equal(Roles.Order(StringComparer.Ordinal), users.Select(user => (string)user!["role"]!).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["staff", "patient"], users.Where(user => (string?)user!["email"] == "dana.brooks@lakesidefm.example").Select(user => (string)user!["role"]!));
    }

    [Fact]
    public async Task A_public_client_has_no_secret_there()
    {
        var clients = (await WriteAsync())["clients"]!.AsArray().Select(client => client!.AsObject()).ToDictionary(client => (string)client["client_id"]!);

        Assert.Equal(["client_id", "client_secret", "redirect_uris", "scopes", "note"], clients["lakeside-ehr"].Select(member => member.Key));
        Assert.Equal(["client_id", "redirect_uris", "scopes", "note"], clients["patient-portal"].Select(member => member.Key));
        Assert.Equal("http://127.0.0.1:7101/signin-oidc", (string?)clients["lakeside-ehr"]["redirect_uris"]![0]);
    }

    private static async Task<JsonObject> WriteAsync()
    {
        var file = Path.GetTempFileName();
        await DemoData.For(Ports.From(Ports.DefaultStart), "secret").WriteAsync(file, TestContext.Current.CancellationToken);
        var json = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        File.Delete(file);
        return JsonNode.Parse(json)!.AsObject();
    }
}
