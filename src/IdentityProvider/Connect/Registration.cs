using IdentityProvider.Audit;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>POST /connect/register: a program registers a client with an initial access token (RFC 7591 §3, OpenID Connect Registration 1.0 §3).</summary>
internal static class Registration
{
    public const string Path = "/connect/register";

    public static async Task<IResult> HandleAsync(HttpRequest request, InitialAccessTokens tokens, NewClients clients, CancellationToken ct)
    {
        if (BearerHeader.Read(request) is not { } sent)
        {
            return ProtocolResults.BearerError(error: null);
        }

        if (await tokens.FindAsync(sent, ct) is not { } token)
        {
            return ProtocolResults.BearerError(NotGood);
        }

        if ((await MetadataBody.ReadAsync(request, ct)).IsBroken(out var error, out var body))
        {
            return ProtocolResults.Error(error);
        }

        using (body)
        {
            return ClientMetadataReader.Read(body.RootElement).IsBroken(out error, out var metadata)
                ? ProtocolResults.Error(error)
                : await clients.RegisterAsync(metadata, token, ct);
        }
    }

    internal static readonly ProtocolError NotGood = ProtocolError.InvalidToken("the token is unknown, expired, used up or taken back");
}

/// <summary>Registers what a program asks for, as far as its initial access token goes.</summary>
internal sealed class NewClients(ClientRules rules, ClientDesk desk, InitialAccessTokens tokens, AuditLog audit, IdpDbContext db, IOptions<ServerOptions> server)
{
    public async Task<IResult> RegisterAsync(ClientMetadata metadata, InitialAccessToken token, CancellationToken ct)
    {
        if (await rules.ProblemsAsync(metadata, ct) is [var first, ..])
        {
            return ProtocolResults.Error(first.ToError());
        }

        if (!await desk.HasRoomAsync(token.OwnerId, ct))
        {
            return ProtocolResults.Error(ProtocolError.InvalidClientMetadata("the developer has as many apps as one may have; delete those that are not used"));
        }

        // The use and what it was used for are saved together: a failure costs no use, and of two requests for the last use one is refused.
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await tokens.TryUseAsync(token.Id, ct))
        {
            return ProtocolResults.BearerError(Registration.NotGood);
        }

        var (made, secret) = await desk.RegisterAsync(metadata, token.OwnerId, WantedScopes.In(metadata, token.Approves), token.Approves, ct);
        var managementToken = ClientDesk.NewManagementToken(made.Client);
        audit.Record(new ClientRegistered(ByProgram: true), token.OwnerId, clientId: made.Client.Id);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return ProtocolResults.Json(Describe(made.Client, secret, managementToken), StatusCodes.Status201Created);
    }

    private IReadOnlyDictionary<string, object> Describe(RegisteredClient client, string? secret, string managementToken) =>
        ClientInformation.Of(client.ToClient([]), client.CreatedAt, secret, RegistrationManagement.Of(server.Value.Issuer, client.Id, managementToken));
}

/// <summary>What a registration asks for when it names no scopes.</summary>
internal static class WantedScopes
{
    /// <param name="known">What was wanted or approved before: whom, and where. A registration has no say in that.</param>
    public static Reach In(ClientMetadata metadata, Reach known) => known with
    {
        Scopes = metadata.Scopes?.Values ?? (known.Scopes.IsEmpty ? Scope.OfOurOwn : known.Scopes),
    };
}
