using IdentityProvider.Clients;
using IdentityProvider.Limits;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Jose;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>Judges the assertions of clients with a key (private_key_jwt, RFC 7523 §3): the rules, the signature, then the single use.</summary>
internal sealed class ClientAssertions(ClientKeys keys, UsedOnce used, IOptions<ServerOptions> server, TimeProvider clock)
{
    private const string Purpose = "client-assertion";

    private readonly AssertionAudience _audience = new(server.Value.Issuer, [.. ConnectEndpoints.TakingAssertions.Select(path => server.Value.Issuer + path)]);

    /// <returns>Null for a good one, which is used up by that.</returns>
    public async Task<AssertionFault?> JudgeAsync(ClientAssertion assertion, Client client, CancellationToken ct)
    {
        if (assertion.FirstBroken(client, _audience, clock.GetUtcNow()) is { } fault)
        {
            return fault;
        }

        return await keys.CheckAsync(client, assertion.Jwt, ct) switch
        {
            SignatureCheck.Good => await IsFirstUseAsync(assertion, client, ct) ? null : AssertionFault.Reused,
            SignatureCheck.NoSuchKey => AssertionFault.Key,
            SignatureCheck.Wrong => AssertionFault.Signature,
        };
    }

    // Last, so that only who has the key can fill the table. The length keeps two clients' ids apart.
    private Task<bool> IsFirstUseAsync(ClientAssertion assertion, Client client, CancellationToken ct)
    {
        var (id, until) = assertion.Use;
        return used.TryUseAsync(Purpose, $"{client.Id.Length} {client.Id} {id}", until, ct);
    }
}
