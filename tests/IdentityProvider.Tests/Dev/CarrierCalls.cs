using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using IdentityProvider.Dev.Carriers;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IdentityProvider.Tests.Dev;

/// <summary>Requests as the carriers' references show them, for tests to spoil one thing at a time.</summary>
internal static class CarrierCalls
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static JsonObject Mail() => JsonNode.Parse($$$"""
        {"personalizations":[{"to":[{"email":"pat@mail.example","name":"Pat"}],"custom_args":{"msg":"8f1c"}}],
         "from":{"email":"{{{CarrierCredentials.FromAddress}}}","name":"Lakeside FM"},"subject":"Your sign-in code",
         "content":[{"type":"text/plain","value":"Your code is 040719."},{"type":"text/html","value":"<p>Your code is <b>040719</b>.</p>"}],
         "categories":["code"]}
        """)!.AsObject();

    public static JsonObject Text() => JsonNode.Parse($$$"""
        {"channel":"sms","message_type":"text","to":"12185550123","from":"{{{CarrierCredentials.FromNumber}}}",
         "text":"Lakeside FM: your sign-in code is 040719. Never share it.\n@id.example #040719","client_ref":"8f1c","ttl":600,"sms":{"encoding_type":"text"}}
        """)!.AsObject();

    public static JsonObject Call() => JsonNode.Parse($$$"""
        {"to":[{"type":"phone","number":"12185550123"}],"from":{"type":"phone","number":"{{{CarrierCredentials.FromNumber}}}"},
         "ncco":[{"action":"talk","language":"en-US","loop":2,
          "text":"<speak>Your code is <break time='700ms'/>0<break time='500ms'/>4<break time='500ms'/>0<break time='500ms'/>7<break time='500ms'/>1<break time='500ms'/>9.</speak>"}],
         "machine_detection":"hangup","length_timer":120,"ringing_timer":30}
        """)!.AsObject();

    public static Task<HttpResponseMessage> SendMailAsync(this CarrierSimulators carriers, JsonNode mail, string? key = null) =>
        carriers.PostAsync("v3/mail/send", mail, key ?? carriers.Credentials.SendGridApiKey);

    public static Task<HttpResponseMessage> SendTextAsync(this CarrierSimulators carriers, JsonNode text, string? token = null) =>
        carriers.PostAsync("v1/messages", text, token ?? carriers.Credentials.Token());

    public static Task<HttpResponseMessage> PlaceCallAsync(this CarrierSimulators carriers, JsonNode call, string? token = null) =>
        carriers.PostAsync("v1/calls", call, token ?? carriers.Credentials.Token());

    /// <summary>An application token, good from noon for 15 minutes unless told otherwise.</summary>
    public static string Token(
        this CarrierCredentials credentials, RSA? key = null, string? application = null, TimeSpan? lifetime = null, string? id = "1", DateTimeOffset? issuedAt = null)
    {
        using var own = RSA.Create();
        own.ImportFromPem(credentials.VonagePrivateKey);
        var from = issuedAt ?? Noon;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            IssuedAt = from.UtcDateTime,
            Expires = (from + (lifetime ?? TimeSpan.FromMinutes(15))).UtcDateTime,
            Claims = new Dictionary<string, object?> { ["application_id"] = application ?? credentials.VonageApplicationId, ["jti"] = id }
                .Where(claim => claim.Value is not null).ToDictionary(claim => claim.Key, claim => claim.Value!),
            SigningCredentials = new SigningCredentials(
                new RsaSecurityKey((key ?? own).ExportParameters(includePrivateParameters: true)), SecurityAlgorithms.RsaSha256),
        });
    }

    private static async Task<HttpResponseMessage> PostAsync(this CarrierSimulators carriers, string path, JsonNode body, string bearer)
    {
        using var client = new HttpClient { BaseAddress = carriers.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
