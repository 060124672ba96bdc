using System.Text.Json;
using System.Text.Json.Nodes;
using IdentityProvider.Protocol;

namespace IdentityProvider.Dev.Conformance;

/// <summary>A person of a conformance configuration.</summary>
/// <param name="Username">What is typed as the name.</param>
/// <param name="Claims">What userinfo is expected to say, by the names of OpenID Connect Core §5.1.</param>
internal sealed record ConformanceUser(string Username, string Password, JsonObject? Claims)
{
    /// <summary>The address of the account: the claimed one, else the name where it is one already.</summary>
    public string Email => Text("email") ?? (Username.Contains('@', StringComparison.Ordinal) ? Username : AddressOf(Username));

    /// <summary>The address that a name without one stands for.</summary>
    public static string AddressOf(string name) => $"{name}@example.com";

    public string Name => Text("name") ?? Username;

    public bool EmailVerified => Claims?["email_verified"]?.GetValueKind() != JsonValueKind.False;

    public ProfileClaims Profile => ProfileClaims.Of(
        (Claims ?? []).Where(claim => claim.Value?.GetValueKind() == JsonValueKind.String).Select(claim => KeyValuePair.Create(claim.Key, claim.Value!.GetValue<string>())));

    private string? Text(string claim) => Claims?[claim]?.GetValue<string>();
}

/// <summary>An API of a conformance configuration.</summary>
internal sealed record ConformanceResource(string Id, IReadOnlyList<string> Scopes);

/// <summary>What a conformance configuration wants to find on the server: its own file and the sibling with the clients' metadata.</summary>
/// <remarks>Both are written by <c>tests/conformance/tools/new-config.mjs</c>; its README tells the members.</remarks>
internal sealed record ConformanceFile(
    string Issuer, IReadOnlyList<ConformanceUser> Users, IReadOnlyList<ConformanceClient> Clients, IReadOnlyList<ConformanceResource> Resources,
    string? InitialAccessToken)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <exception cref="DevException">The file is not there or is no such configuration.</exception>
    public static ConformanceFile Read(string path)
    {
        var (own, seed) = (Parse(path), Parse(Path.ChangeExtension(path, ".clients.json")));
        var issuer = own["issuer"]?.GetValue<string>() ?? throw new DevException($"{path} names no issuer.");
        var users = Several<ConformanceUser>(seed["users"])
            .Concat(Several<ConformanceUser>(own["users"]))
            .Concat(own["throttleUser"] is { } throttled ? [throttled.Deserialize<ConformanceUser>(Format)!] : []);
        return new ConformanceFile(
            issuer.TrimEnd('/'),
            [.. users.DistinctBy(user => user.Username, StringComparer.Ordinal)],
            Several<ConformanceClient>(seed["clients"]),
            Several<ConformanceResource>(seed["resources"]),
            seed["initial_access_token"]?.GetValue<string>());
    }

    private static JsonObject Parse(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new DevException($"{path} is no JSON object.");
        }
        catch (Exception exception) when (exception is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new DevException($"{path} could not be read: {exception.Message} Write it with: node tests/conformance/tools/new-config.mjs --issuer URL --name NAME", exception);
        }
    }

    private static List<T> Several<T>(JsonNode? node) => node?.Deserialize<List<T>>(Format) ?? [];
}
