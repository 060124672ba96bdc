using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using IdentityProvider.Dev.Inbox;
using IdentityProvider.Dev.Seeding;
using Microsoft.AspNetCore.WebUtilities;

namespace IdentityProvider.Dev.Bench;

/// <summary>Signs a member of the demo's staff in to the demo's EHR, again and again.</summary>
internal sealed class BenchSignIns(DemoData data, DevInbox inbox, bool newBrowsers) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly DemoPerson Anna = DemoPeople.All.First(person => person.Email.StartsWith("anna.", StringComparison.Ordinal));

    private readonly Uri _issuer = new(data.Issuer);
    private readonly BenchVisitor _visitor = new(new Uri(data.Issuer));
    private readonly DemoClient _ehr = data.Clients.First(client => client.ClientId == DemoClients.EhrId);

    /// <returns>How many requests they took.</returns>
    /// <exception cref="DevException">One of them did not end in tokens.</exception>
    public async Task<int> RunAsync(int times, CancellationToken ct)
    {
        var before = _visitor.Requests;
        for (var i = 0; i < times; i++)
        {
            await SignInAsync(ct);
        }

        return _visitor.Requests - before;
    }

    public void Dispose() => _visitor.Dispose();

    private async Task SignInAsync(CancellationToken ct)
    {
        inbox.Clear();
        _visitor.Restart(newBrowsers);
        var verifier = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        await _visitor.OpenAsync(AuthorizeUrl(verifier), ct);
        await _visitor.SubmitAsync("Email", Anna.Email, ct);
        await _visitor.SubmitAsync("Password", DemoPeople.Password, ct);
        await _visitor.SubmitAsync("Digits", await CodeAsync(ct), ct);
        var code = HttpUtility.ParseQueryString(_visitor.Callback?.Query ?? "")["code"] ?? throw new DevException("The sign-in did not end at the app.");
        await _visitor.SendAsync(Redemption(code, verifier), ct);
    }

    private async Task<string> CodeAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        return (await inbox.WaitForAsync(message => message.To == Anna.Phone && message.Code is not null, limit.Token)).Code!;
    }

    private Uri AuthorizeUrl(string verifier) => new(QueryHelpers.AddQueryString(new Uri(_issuer, "/connect/authorize").ToString(), new Dictionary<string, string?>
    {
        ["client_id"] = _ehr.ClientId,
        ["redirect_uri"] = _ehr.RedirectUris[0],
        ["response_type"] = "code",
        ["scope"] = "openid profile",
        ["state"] = "bench",
        ["code_challenge"] = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
        ["code_challenge_method"] = "S256",
    }));

    private HttpRequestMessage Redemption(string code, string verifier) => new(HttpMethod.Post, new Uri(_issuer, "/connect/token"))
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{_ehr.ClientId}:{_ehr.ClientSecret}"))) },
        Content = new FormUrlEncodedContent(
        [
            new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", _ehr.RedirectUris[0]), new("code_verifier", verifier),
        ]),
    };
}
