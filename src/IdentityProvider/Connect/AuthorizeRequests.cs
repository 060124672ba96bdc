using IdentityProvider.Access;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Jose;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>
/// Finds out what an authorization request asks for, wherever it says so: in its parameters, in a JWT that the client has signed
/// (<c>request</c>, RFC 9101), or in what the client has pushed before (<c>request_uri</c>, RFC 9126).
/// </summary>
internal sealed class AuthorizeRequests(
    RegisteredClients clients, AuthorizeTargets targets, ClientKeys keys, PendingAuthorizations pendings, IOptions<ServerOptions> server, TimeProvider clock)
{
    /// <summary>As a browser brought it.</summary>
    public async Task<CheckedAuthorization> ReadAsync(RequestParameters sent, CancellationToken ct)
    {
        if (await FindClientAsync(sent, ct) is not { } client)
        {
            return new CheckedAuthorization.Refused(RefusalPage.UnknownApp);
        }

        if (sent.FirstBroken("request", "request_uri") is { } broken)
        {
            return CheckedAuthorization.Fail(sent, client, broken);
        }

        return (sent["request"], sent["request_uri"]) switch
        {
            (null, null) => RequestWay.Plain.FirstBroken(client) is { } wrongWay
                ? CheckedAuthorization.Fail(sent, client, wrongWay)
                : await JudgeAsync(sent, client, ct),
            (null, { } uri) => await ReadPushedAsync(sent, uri, client, ct),
            ({ } text, null) => await ReadSignedAsync(sent, text, client, ct),

            // RFC 9101 §5
            _ => CheckedAuthorization.Fail(sent, client, ProtocolError.InvalidRequest("send request or request_uri, not both")),
        };
    }

    /// <summary>As the client itself sent it, to be kept (RFC 9126 §2.1). Nobody has to be shown anything, so every error is one to answer with.</summary>
    public async Task<Parsed<RequestParameters>> ReadPushAsync(RequestParameters form, Client client, CancellationToken ct)
    {
        var isSigned = form["request"] is not null;
        if ((PushedRequest.FirstBroken(form) ?? new RequestWay(isSigned, IsPushed: true).FirstBroken(client)) is { } broken)
        {
            return broken;
        }

        var parameters = form.With("client_id", client.Id);
        if (isSigned && (await OpenObjectAsync(form["request"]!, client, ct)).IsBroken(out var unsigned, out parameters))
        {
            return unsigned;
        }

        return await JudgeAsync(parameters, client, ct) switch
        {
            CheckedAuthorization.Good good => good.Parameters,
            CheckedAuthorization.Answered answered => answered.Error,
            CheckedAuthorization.Refused { Page: RefusalPage.UnknownReturn } => ProtocolError.InvalidRequest("redirect_uri is missing or not registered"),
            _ => ProtocolError.InvalidRequest("state must be sent once, and be no longer than it has to be"),
        };
    }

    /// <summary>As it was kept while its user signed in. It is judged again: the client may have changed.</summary>
    public async Task<CheckedAuthorization> ReadKeptAsync(PendingAuthorization pending, CancellationToken ct)
    {
        var parameters = pendings.ParametersOf(pending);
        return await FindClientAsync(parameters, ct) is { } client
            ? await JudgeAsync(parameters, client, ct)
            : new CheckedAuthorization.Refused(RefusalPage.UnknownApp);
    }

    private Task<CheckedAuthorization> JudgeAsync(RequestParameters parameters, Client client, CancellationToken ct) =>
        CheckedAuthorization.JudgeAsync(parameters, client, targets, ct);

    private async Task<Client?> FindClientAsync(RequestParameters sent, CancellationToken ct) =>
        sent.FirstBroken("client_id") is null && sent["client_id"] is { } id ? await clients.FindAsync(id, ct) : null;

    // What stands beside a request_uri is not looked at (RFC 9126 §4, FAPI 2.0 §5.3.2.2).
    private async Task<CheckedAuthorization> ReadPushedAsync(RequestParameters sent, string uri, Client client, CancellationToken ct)
    {
        if (PushedRequest.ReferenceIn(uri) is not { } reference)
        {
            return CheckedAuthorization.Fail(sent, client, ProtocolError.RequestUriNotSupported("only a pushed request has a request_uri here"));
        }

        var opened = await pendings.OpenAsync(reference, client, ct);
        if (opened.Request is not { } pending)
        {
            return new CheckedAuthorization.Refused(opened.WasUsed ? RefusalPage.UsedRequest : RefusalPage.ExpiredRequest);
        }

        var check = await JudgeAsync(pendings.ParametersOf(pending), client, ct);
        return check is CheckedAuthorization.Good good ? good with { Pushed = pending } : check;
    }

    private async Task<CheckedAuthorization> ReadSignedAsync(RequestParameters sent, string text, Client client, CancellationToken ct)
    {
        if (new RequestWay(IsSigned: true, IsPushed: false).FirstBroken(client) is { } wrongWay)
        {
            return CheckedAuthorization.Fail(sent, client, wrongWay);
        }

        return (await OpenObjectAsync(text, client, ct)).IsBroken(out var error, out var parameters)
            ? CheckedAuthorization.Fail(sent, client, error)
            : await JudgeAsync(parameters, client, ct);
    }

    private async Task<Parsed<RequestParameters>> OpenObjectAsync(string text, Client client, CancellationToken ct)
    {
        if (RequestObject.Parse(text).IsBroken(out var error, out var jwt))
        {
            return error;
        }

        if (RequestObject.FirstBroken(jwt, client, server.Value.Issuer, clock.GetUtcNow()) is { } broken)
        {
            return broken;
        }

        return await keys.CheckAsync(client, jwt, ct) == SignatureCheck.Good ? RequestObject.ParametersOf(jwt, server.Value.Issuer) : RequestObject.NotSigned;
    }
}
