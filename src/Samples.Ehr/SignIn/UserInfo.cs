using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Samples.Ehr.SignIn;

/// <summary>Name and address of the user: they stand at userinfo, not in the ID token (OpenID Connect Core §5.4).</summary>
public sealed class UserInfo(HttpClient http, Authority authority)
{
    private sealed record Answer(
        [property: JsonPropertyName("sub")] string? Subject,
        [property: JsonPropertyName("name")] string? Name,
        [property: JsonPropertyName("email")] string? Email);

    /// <summary>Completes what the ID token said.</summary>
    /// <exception cref="AuthorityUnavailableException">Userinfo did not answer, or about somebody else.</exception>
    public async Task<SignedInUser> CompleteAsync(SignedInUser user, string accessToken, CancellationToken ct)
    {
        var metadata = await authority.MetadataAsync(ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, metadata.UserInfoEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        try
        {
            using var response = await http.SendAsync(request, ct);
            response.EnsureSuccessStatusCode();
            var answer = await response.Content.ReadFromJsonAsync<Answer>(ct);

            // §5.3.2: an access token that was swapped on the way would show another person's name.
            return answer?.Subject == user.Subject
                ? user with { Name = answer.Name ?? user.Name, Email = answer.Email }
                : throw new AuthorityUnavailableException("Userinfo answered about another user.");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            throw new AuthorityUnavailableException("Userinfo could not be read.", exception);
        }
    }
}
