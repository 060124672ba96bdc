using IdentityProvider.Protocol;

namespace IdentityProvider.Connect;

/// <summary>Whether an authorization request is about APIs that there are: by <c>resource</c> (RFC 8707 §2.1) and by SMART's <c>aud</c>.</summary>
internal sealed class AuthorizeTargets(TokenAudiences audiences, FhirServers servers)
{
    public async Task<ProtocolError?> FirstBrokenAsync(AuthorizeRequest request, Client client, CancellationToken ct) =>
        await audiences.FirstBrokenAsync(request.Resources, client, ct) ?? await servers.FirstBrokenAsync(request, client, ct);
}
