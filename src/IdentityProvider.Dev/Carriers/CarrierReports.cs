using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IdentityProvider.Dev.Carriers;

/// <summary>Tells the provider what became of its messages, and what people answer, in signed webhooks as SendGrid and Vonage send them.</summary>
public sealed class CarrierReports(CarrierCredentials credentials, TimeProvider clock) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Lock _lock = new();
    private Task _told = Task.CompletedTask;
    private Uri? _provider;

    /// <summary>From now on they report. Until then they are as silent as carriers whose webhooks nobody has set up.</summary>
    /// <param name="provider">The provider's address.</param>
    public void Begin(Uri provider) => _provider = provider;

    /// <summary>Returns when all that was to be told has been.</summary>
    public Task IdleAsync()
    {
        lock (_lock)
        {
            return _told;
        }
    }

    /// <summary>Somebody answers a text.</summary>
    /// <returns>The status of the provider's answer.</returns>
    public Task<int> AnswerAsync(string number, string text) =>
        PostAsync(Vonage(new Uri(Provider, "/hooks/vonage/messages"), Bytes(ReportBodies.Answer(number, text, clock.GetUtcNow()))));

    public void Dispose() => _http.Dispose();

    internal async Task TellAsync(Delivery delivery, Reporting reporting, CancellationToken ct)
    {
        if (_provider is null || delivery.Receipt is not { } receipt || reporting is Reporting.Silent)
        {
            return;
        }

        var bodies = ReportBodies.Of(delivery, receipt, arrives: reporting is not Reporting.Undelivered, clock.GetUtcNow());
        IEnumerable<JsonNode> told = reporting switch
        {
            Reporting.Twice => [.. bodies, .. bodies],
            Reporting.Backwards => bodies.Reverse(),
            _ => bodies,
        };
        if (reporting is Reporting.BeforeTheAnswer)
        {
            await SendAsync(receipt, told).WaitAsync(ct);
            return;
        }

        lock (_lock)
        {
            _told = AfterAsync(_told, receipt, told);
        }
    }

    /// <summary>A webhook of Vonage's, signed with the account's secret.</summary>
    internal HttpRequestMessage Vonage(Uri address, byte[] bytes) => new(HttpMethod.Post, address)
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", TokenOver(bytes)) },
        Content = Json(bytes),
    };

    /// <summary>A webhook of SendGrid's, signed with its key.</summary>
    internal HttpRequestMessage SendGrid(Uri address, byte[] bytes)
    {
        var time = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var key = ECDsa.Create();
        key.ImportFromPem(credentials.SendGridSigningKey);
        var signature = key.SignData([.. Encoding.ASCII.GetBytes(time), .. bytes], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new HttpRequestMessage(HttpMethod.Post, address)
        {
            Headers =
            {
                { "X-Twilio-Email-Event-Webhook-Signature", Convert.ToBase64String(signature) },
                { "X-Twilio-Email-Event-Webhook-Timestamp", time },
            },
            Content = Json(bytes),
        };
    }

    private Uri Provider => _provider ?? throw new InvalidOperationException("Nobody listens: call Begin first.");

    private async Task AfterAsync(Task before, Receipt receipt, IEnumerable<JsonNode> bodies)
    {
        // Later than the answer to the request that we are in, as a carrier's reports are.
        await Task.Yield();
        await before;
        await SendAsync(receipt, bodies);
    }

    private async Task SendAsync(Receipt receipt, IEnumerable<JsonNode> bodies)
    {
        foreach (var body in bodies)
        {
            var address = receipt.Carrier is Carrier.SendGrid ? new Uri(Provider, "/hooks/sendgrid") : receipt.ReportTo is { } asked ? new Uri(asked) : null;
            if (address is not null)
            {
                await PostAsync(receipt.Carrier is Carrier.SendGrid ? SendGrid(address, [.. Bytes(body), .. "\r\n"u8]) : Vonage(address, Bytes(body)));
            }
        }
    }

    private async Task<int> PostAsync(HttpRequestMessage request)
    {
        try
        {
            using (request)
            using (var response = await _http.SendAsync(request))
            {
                return (int)response.StatusCode;
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // The provider is down or the demo is ending; a real carrier would try again later.
            return 0;
        }
    }

    private string TokenOver(byte[] body) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = "Vonage",
        IssuedAt = clock.GetUtcNow().UtcDateTime,
        Claims = new Dictionary<string, object>
        {
            ["jti"] = Guid.CreateVersion7(clock.GetUtcNow()).ToString(),
            ["payload_hash"] = Convert.ToHexStringLower(SHA256.HashData(body)),
            ["api_key"] = "demo1234",
            ["application_id"] = credentials.VonageApplicationId,
        },
        SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(credentials.VonageSignatureSecret)), SecurityAlgorithms.HmacSha256),
    });

    private static byte[] Bytes(JsonNode body) => Encoding.UTF8.GetBytes(body.ToJsonString());

    private static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
