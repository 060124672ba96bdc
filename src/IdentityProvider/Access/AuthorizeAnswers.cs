using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace IdentityProvider.Access;

/// <summary>What a user has decided about one authorization request, on the pages between the sign-in and the app.</summary>
/// <param name="SessionId">In which session. Answers of another session are nobody's.</param>
public sealed record AuthorizeAnswers(Guid SessionId)
{
    /// <summary>The scopes that the user let the app have; null while not asked.</summary>
    public IReadOnlyList<string>? ConsentedScopes { get; init; }

    /// <summary>In which role at which clinic they let it.</summary>
    public Guid? MembershipId { get; init; }

    /// <summary>The user said no: the app hears access_denied.</summary>
    public bool Denied { get; init; }

    /// <summary>Id of the patient whose record the app shall open; null while none was chosen.</summary>
    public string? Patient { get; init; }
}

/// <summary>How the answers stand in their jsonb column.</summary>
internal static class AuthorizeAnswersAsJson
{
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static readonly ValueConverter<AuthorizeAnswers?, string> Converter = new(
        answers => JsonSerializer.Serialize(answers, Json), json => JsonSerializer.Deserialize<AuthorizeAnswers>(json, Json));
}
