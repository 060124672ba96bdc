using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using IdentityProvider.Access;
using IdentityProvider.Clients;
using IdentityProvider.Clinics;
using IdentityProvider.Keys;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Smart;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Smart;

/// <summary>A FHIR server of a clinic, with the EHR that runs it and a SMART app.</summary>
internal sealed class SmartTest : IDisposable
{
    public const string AllScopes =
        "openid profile fhirUser launch launch/patient launch/encounter offline_access online_access patient/*.cruds user/*.cruds system/*.rs";

    private static int _count;
    private readonly IdpHost _idp;
    private readonly HttpClient _http;

    private SmartTest(IdpHost idp, TestApp app, TestApp ehr, Clinic clinic, string fhirBase)
    {
        (_idp, App, Ehr, Clinic, FhirBase) = (idp, app, ehr, clinic, fhirBase);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = idp.Issuer };
    }

    public TestApp App { get; }

    public TestApp Ehr { get; }

    public Clinic Clinic { get; }

    public string FhirBase { get; }

    public static async Task<SmartTest> BeginAsync(IdpHost idp, string? picker = null, Action<RegisteredClient>? change = null, Action<RegisteredClient>? changeEhr = null)
    {
        var fhirBase = $"https://ehr-{Interlocked.Increment(ref _count)}.example/fhir";
        var ehr = await idp.Given.AppAsync(idp.Issuer, client =>
        {
            client.GrantTypes = ["client_credentials"];
            client.Scopes = [SmartScopes.PrepareLaunch];
            changeEhr?.Invoke(client);
        });
        var app = await idp.Given.AppAsync(idp.Issuer, client =>
        {
            client.Kind = ClientKind.Smart;
            client.Scopes = AllScopes.Split(' ');
            change?.Invoke(client);
        });
        await idp.WithAsync<IdpDbContext, int>(db =>
        {
            db.Resources.Add(new Resource(fhirBase, "Records", idp.Clock.GetUtcNow())
            {
                Scopes = ["patient/*.rs", "user/*.rs", "system/*.rs"],
                ServesEveryClinic = true,
                IsFhirBase = true,
                OwnerClientId = ehr.ClientId,
                PickerUrl = picker,
            });
            return db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        return new SmartTest(idp, app, ehr, await idp.Given.ClinicAsync(ConnectTest.PasswordOnly), fhirBase);
    }

    public Task<Person> StaffAsync(string? reference = "Practitioner/anna") => KnownAsync(_idp.Given.StaffAsync(Clinic), reference);

    public Task<Person> PatientAsync(params FhirPatient[] patients) => KnownAsync(_idp.Given.PatientAsync(Clinic), "Patient/p1", patients);

    public string AuthorizeUrl(string scope, params (string Name, string Value)[] more) =>
        App.AuthorizeUrl(scope, [.. more.Any(parameter => parameter.Name == "aud") ? Array.Empty<(string, string)>() : [("aud", FhirBase)], .. more]);

    /// <summary>Signs in with the password and brings the tokens back.</summary>
    public async Task<Tokens> TokensAsync(Person person, string scope, params (string Name, string Value)[] more)
    {
        using var browser = _idp.OpenBrowser();
        await browser.SignInAsync(AuthorizeUrl(scope, more), person);
        return await App.RedeemAsync(browser.CallbackUrl);
    }

    /// <summary>The error that a signed-in user's app hears.</summary>
    public async Task<string> ErrorAsync(Person person, string scope, params (string Name, string Value)[] more)
    {
        using var browser = _idp.OpenBrowser();
        await browser.SignInAsync(AuthorizeUrl(scope, more), person);
        return browser.Callback()["error"];
    }

    /// <summary>What the EHR posts when a person of this clinic has the record of p1 open; changed in what is given.</summary>
    public JsonObject OpenAt(Person person, object? changes = null)
    {
        var body = new JsonObject { ["aud"] = FhirBase, ["sub"] = person.Id.ToString(), ["clinic_id"] = Clinic.Id.ToString(), ["patient"] = "p1" };
        foreach (var (name, value) in changes is null ? [] : JsonSerializer.SerializeToNode(changes)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        return body;
    }

    /// <summary>Prepares a launch for a person as the EHR would; the value of the launch parameter.</summary>
    public async Task<string> LaunchAsync(Person person, object? changes = null)
    {
        using var answer = await PrepareAsync(OpenAt(person, changes));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.MemberAsync("launch");
    }

    public async Task<HttpResponseMessage> PrepareAsync(object body, string? token = null)
    {
        using var content = JsonContent.Create(body);
        return await PostAsync(content, token ?? await EhrTokenAsync());
    }

    public async Task<HttpResponseMessage> PostAsync(HttpContent content, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/launch") { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>An access token of the EHR itself, right but for the changes.</summary>
    public Task<string> EhrTokenAsync(params (string Name, object Value)[] changes)
    {
        var now = _idp.Clock.GetUtcNow();
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = _idp.Issuer.ToString().TrimEnd('/'),
            ["sub"] = Ehr.ClientId,
            ["aud"] = _idp.Issuer.ToString().TrimEnd('/'),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
            ["jti"] = Guid.CreateVersion7(now).ToString(),
            ["client_id"] = Ehr.ClientId,
            ["scope"] = SmartScopes.PrepareLaunch,
        };
        foreach (var (name, value) in changes)
        {
            claims[name] = value;
        }

        return _idp.WithAsync<TokenSigner, string>(signer => signer.SignAsync(claims, "ES256", AccessToken.Type, TestContext.Current.CancellationToken));
    }

    public async Task<JsonElement> DocumentAsync(string url)
    {
        using var answer = await _http.GetAsync(new Uri(url, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    /// <summary>Gives the FHIR server to another client.</summary>
    public Task HandOverAsync(TestApp ehr) => _idp.WithAsync<IdpDbContext, int>(async db =>
    {
        (await db.Resources.SingleAsync(resource => resource.Id == FhirBase, TestContext.Current.CancellationToken)).OwnerClientId = ehr.ClientId;
        var saved = await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        await _idp.WithAsync<RegisteredResources, int>(resources =>
        {
            resources.Cache.Drop();
            return Task.FromResult(0);
        });
        return saved;
    });

    /// <summary>Makes an EHR one that knows people under names of its own.</summary>
    public static void KnowsPeoplePairwise(RegisteredClient ehr) => (ehr.SubjectType, ehr.SectorIdentifierUri) = (SubjectType.Pairwise, "https://ehr.example/sector.json");

    /// <summary>The sub that the EHR's own ID tokens have for a person.</summary>
    public async Task<string> NameAtEhrAsync(Person person)
    {
        var ehr = await _idp.WithAsync<RegisteredClients, Client?>(clients => clients.ReadAsync(Ehr.ClientId, TestContext.Current.CancellationToken));
        return await _idp.WithAsync<Subjects, string>(subjects => Task.FromResult(subjects.Of(person.Id, ehr!)));
    }

    public void Dispose()
    {
        App.Dispose();
        Ehr.Dispose();
        _http.Dispose();
    }

    private async Task<Person> KnownAsync(Task<Person> adding, string? reference, params FhirPatient[] patients)
    {
        var person = await adding;
        return reference is null ? person : await _idp.WithAsync<IdpDbContext, Person>(async db =>
        {
            var membership = await db.Memberships.SingleAsync(m => m.UserId == person.Id, TestContext.Current.CancellationToken);
            db.FhirIdentities.Add(new FhirIdentity(membership.Id, FhirBase, reference, patients));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            return person;
        });
    }
}
