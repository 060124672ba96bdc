using System.Security.Cryptography;
using System.Text.Json;
using IdentityProvider.Access;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>
/// /connect/register/{client}: a client reads, replaces or deletes its own registration (RFC 7592). The registration access token is kept
/// as a hash and stays the same through updates: were it replaced, an answer lost on the way would lock the client out. A new one, which
/// ends the old, is drawn on the developer pages.
/// </summary>
internal static class RegistrationManagement
{
    public const string Path = Registration.Path + "/{clientId}";

    public static ClientManagement Of(string issuer, string clientId, string token) =>
        new($"{issuer.TrimEnd('/')}{Registration.Path}/{Uri.EscapeDataString(clientId)}", token);

    public static async Task<IResult> HandleGetAsync(HttpRequest request, string clientId, ManagedClients clients, CancellationToken ct) =>
        await clients.FindAsync(request, clientId, ct) is { } found ? clients.Describe(found, secret: null) : ManagedClients.Refuse(request);

    public static async Task<IResult> HandlePutAsync(HttpRequest request, string clientId, ManagedClients clients, CancellationToken ct)
    {
        if (await clients.FindAsync(request, clientId, ct) is not { } found)
        {
            return ManagedClients.Refuse(request);
        }

        if ((await MetadataBody.ReadAsync(request, ct)).IsBroken(out var error, out var body))
        {
            return ProtocolResults.Error(error);
        }

        using (body)
        {
            return await clients.ReplaceAsync(found, body.RootElement, ct);
        }
    }

    public static async Task<IResult> HandleDeleteAsync(HttpRequest request, string clientId, ManagedClients clients, CancellationToken ct)
    {
        if (await clients.FindAsync(request, clientId, ct) is not { } found)
        {
            return ManagedClients.Refuse(request);
        }

        await clients.DeleteAsync(found, ct);
        return Results.NoContent();
    }
}

/// <summary>A client that has proven itself by its registration access token.</summary>
internal sealed record ManagedClient(DeveloperClient Known, string Token);

/// <summary>Clients as they manage themselves.</summary>
internal sealed class ManagedClients(
    ClientRules rules, ClientDesk desk, AppChanges changes, AppMakers makers, ClientSecrets secrets, RegistrationSaving saving)
{
    // RFC 7592 §2.2: what the server alone decides must not be sent back to it.
    private static readonly string[] NotTheirs = ["registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at"];

    private static readonly byte[] OfNobody = new byte[SHA256.HashSizeInBytes];

    /// <summary>The client, if the token is its own. One that does not exist and one of somebody else look the same (RFC 7592 §2.1).</summary>
    public async Task<ManagedClient?> FindAsync(HttpRequest request, string clientId, CancellationToken ct)
    {
        if (BearerHeader.Read(request) is not { } token)
        {
            return null;
        }

        var known = await desk.FindAsync(clientId, ct);
        var hash = known?.Client.ManagementTokenHash;

        // It acts for the developer whose app it is, so it ends with them. What an operator switched off changes nothing by itself: its token
        // may be why.
        return CryptographicOperations.FixedTimeEquals(ClientSecret.HashOf(token), hash ?? OfNobody) && hash is not null
            && known!.Client.SuspendedAt is null && await makers.AreThereAsync(known.Client.OwnerId, ct)
                ? new ManagedClient(known, token)
                : null;
    }

    public static IResult Refuse(HttpRequest request) => ProtocolResults.BearerError(BearerHeader.Read(request) is null ? null : Registration.NotGood);

    public IResult Describe(ManagedClient managed, string? secret)
    {
        var client = managed.Known.Client;
        return ProtocolResults.Json(ClientInformation.Of(
            client.ToClient([]), client.CreatedAt, secret, RegistrationManagement.Of(saving.Issuer, client.Id, managed.Token)));
    }

    /// <summary>RFC 7592 §2.2: the whole registration is replaced; what is left out has its default again.</summary>
    public async Task<IResult> ReplaceAsync(ManagedClient managed, JsonElement body, CancellationToken ct)
    {
        var (client, reach) = managed.Known;
        if (ClientMetadataReader.Read(body).IsBroken(out var error, out var metadata) || (error = await CheckIdentityAsync(client, body, ct)) is not null)
        {
            return ProtocolResults.Error(error);
        }

        // What it is and the profile it is held to were chosen on the developer pages, and have no member here.
        metadata = metadata with { Kind = client.Kind, Profile = client.Profile };
        if (await rules.ProblemsAsync(metadata, ct) is [var first, ..])
        {
            return ProtocolResults.Error(first.ToError());
        }

        var wanted = metadata.Scopes is null ? WantedScopes.In(metadata, reach.Approved).Scopes : metadata.Scopes.Values;
        var secret = await changes.ChangeAsync(managed.Known, metadata, reach.Wanted with { Scopes = wanted }, by: null, sessionId: null, ct);
        await saving.SaveAsync(ct);
        return Describe(managed, secret);
    }

    public async Task DeleteAsync(ManagedClient managed, CancellationToken ct)
    {
        await changes.DeleteAsync(managed.Known, ct);
        await saving.SaveAsync(ct);
    }

    private async Task<ProtocolError?> CheckIdentityAsync(RegisteredClient client, JsonElement body, CancellationToken ct)
    {
        if (NotTheirs.FirstOrDefault(member => body.TryGetProperty(member, out _)) is { } member)
        {
            return ProtocolError.InvalidRequest($"{member} must not be sent");
        }

        // RFC 7592 §2.2: client_id is required, and a secret that is sent must be the one that was issued.
        if (!body.TryGetProperty("client_id", out var id) || id.ValueKind != JsonValueKind.String || !id.ValueEquals(client.Id))
        {
            return ProtocolError.InvalidRequest("client_id must be that of the client");
        }

        if (!body.TryGetProperty("client_secret", out var sent) || sent.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var live = await secrets.LiveAsync(client.Id, ct);
        return TextOf(sent) is { } text && live.Any(secret => new ClientSecret(secret.Hash, secret.ExpiresAt).Matches(text, saving.Now))
            ? null
            : ProtocolError.InvalidRequest("client_secret must be left out or be the one that was issued");
    }

    // JSON can write half of a surrogate pair, which is no text.
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>The issuer that clients see in their addresses, the time, and the one save of a request.</summary>
internal sealed class RegistrationSaving(IdpDbContext db, IOptions<ServerOptions> server, TimeProvider clock)
{
    public string Issuer => server.Value.Issuer;

    public DateTimeOffset Now => clock.GetUtcNow();

    public Task SaveAsync(CancellationToken ct) => db.SaveChangesAsync(ct);
}
