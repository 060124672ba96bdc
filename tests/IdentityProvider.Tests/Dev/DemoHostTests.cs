using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IdentityProvider.Dev;
using IdentityProvider.Dev.Running;
using IdentityProvider.Dev.Seeding;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Dev;

/// <summary>The whole demo, as ./dev up starts it, on free ports and a database of its own.</summary>
public sealed class DemoHostTests(TestDatabases databases) : IAsyncLifetime
{
    private const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private TestDatabase _database = null!;
    private DemoHost _demo = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.EmptyAsync();
        _demo = await DemoHost.StartAsync(Ports.Free(), _database.ConnectionString, Key, clientSecret: Key, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _demo.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Everything_answers()
    {
        using var client = new HttpClient();

        foreach (var url in new[] { _demo.Data.Ehr, _demo.Data.Portal, _demo.Data.Inbox, $"{_demo.Data.Issuer}/.well-known/openid-configuration" })
        {
            using var answer = await client.GetAsync(new Uri(url), Ct);
            Assert.True(answer.IsSuccessStatusCode, $"{url} answered {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task The_inbox_lists_what_was_delivered_newest_first()
    {
        using var text = await _demo.Carriers.SendTextAsync(CarrierCalls.Text(), _demo.Carriers.Credentials.Token(issuedAt: TimeProvider.System.GetUtcNow()));
        using var mail = await _demo.Carriers.SendMailAsync(CarrierCalls.Mail());
        using var client = new HttpClient();

        var messages = await client.GetFromJsonAsync<JsonArray>(new Uri($"{_demo.Data.Issuer}/dev/inbox.json"), Ct);

        var newest = messages![0]!.AsObject();
        Assert.Equal(["id", "channel", "to", "subject", "text", "code", "at"], newest.Select(member => member.Key));
        Assert.Equal(("email", "pat@mail.example", "Your sign-in code", "040719"), ((string?)newest["channel"], (string?)newest["to"], (string?)newest["subject"], (string?)newest["code"]));
        Assert.EndsWith("+00:00", (string?)newest["at"], StringComparison.Ordinal);
        Assert.Equal(("text", "+12185550123", null), ((string?)messages[1]!["channel"], (string?)messages[1]!["to"], (string?)messages[1]!["subject"]));
    }

    [Fact]
    public async Task A_mail_is_shown_where_its_content_can_do_nothing()
    {
        var mail = CarrierCalls.Mail();
        mail["subject"] = "<script>alert(1)</script>";
        mail["content"]![1]!["value"] = "<script>alert(1)</script>";
        using var sent = await _demo.Carriers.SendMailAsync(mail);
        using var client = new HttpClient();

        var page = await client.GetStringAsync(new Uri(_demo.Data.Inbox), Ct);
        using var framed = await client.GetAsync(new Uri($"{_demo.Data.Inbox}/mail/{_demo.Inbox.Messages[0].Id}"), Ct);

        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("<iframe sandbox", page, StringComparison.Ordinal);
        Assert.StartsWith("sandbox; default-src 'none'", Assert.Single(framed.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seeding_again_adds_nothing_and_putting_back_restores_what_was_changed()
    {
        var before = await CountAsync();
        await using (var db = _database.Open())
        {
            await db.Users.Where(u => u.Email == "tom.reyes@lakesidefm.example").ExecuteUpdateAsync(set => set.SetProperty(u => u.PasswordHash, "changed"), Ct);
        }

        await DemoSeed.RunAsync(_demo.Provider, _demo.Data, putBack: false, Ct);
        Assert.Equal(before, await CountAsync());
        Assert.Equal("changed", await PasswordOfTomAsync());

        await DemoSeed.RunAsync(_demo.Provider, _demo.Data, putBack: true, Ct);
        Assert.Equal(before, await CountAsync());
        Assert.NotEqual("changed", await PasswordOfTomAsync());
    }

    [Fact]
    public async Task Demo_people_are_as_their_notes_say()
    {
        await using var db = _database.Open();
        var withFactor = await db.Factors.Join(db.Users, f => f.UserId, u => u.Id, (_, u) => u.Email!).Distinct().ToListAsync(Ct);

        foreach (var person in DemoPeople.All)
        {
            Assert.Equal(person.Phone is not null || person.UsesEmailedCodes, withFactor.Contains(person.Email));
        }
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public void Demo_people_are_refused_outside_Development(string environment) =>
        Assert.Throws<DevException>(() => DemoSeed.EnsureAllowed(environment));

    private async Task<(int Users, int Memberships, int Factors, int Phones, int Policies, int Clients, int Secrets)> CountAsync()
    {
        await using var db = _database.Open();
        return (await db.Users.CountAsync(Ct), await db.Memberships.CountAsync(Ct), await db.Factors.CountAsync(Ct), await db.UserPhones.CountAsync(Ct),
            await db.ClinicPolicies.CountAsync(Ct), await db.Clients.CountAsync(Ct), await db.ClientSecrets.CountAsync(Ct));
    }

    private async Task<string?> PasswordOfTomAsync()
    {
        await using var db = _database.Open();
        return await db.Users.Where(u => u.Email == "tom.reyes@lakesidefm.example").Select(u => u.PasswordHash).SingleAsync(Ct);
    }
}
