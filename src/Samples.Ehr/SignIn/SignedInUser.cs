using Microsoft.IdentityModel.JsonWebTokens;

namespace Samples.Ehr.SignIn;

/// <summary>Who signed in, how and where, as the ID token says it; name and address come from <see cref="UserInfo"/>.</summary>
/// <param name="Subject">The user's stable id ("sub"): the only claim to key records by. Names and addresses change.</param>
/// <param name="PracticeId">The clinic this session is for. A user of two clinics has one session for each.</param>
/// <param name="Role">What the user is at that clinic: owner, admin, staff or patient.</param>
/// <param name="Acr">What was achieved, from urn:idp:acr:aal1 (password) to urn:idp:acr:aal2-phr (passkey).</param>
/// <param name="Amr">By which means (RFC 8176), for example pwd, otp, sms, mfa.</param>
/// <param name="AuthTime">When the oldest proof that counts was given.</param>
public sealed record SignedInUser(
    string Subject, string PracticeId, string Role, string Acr, IReadOnlyList<string> Amr, DateTimeOffset AuthTime)
{
    public string Name { get; init; } = "Signed-in user";

    public string? Email { get; init; }

    /// <summary>The clinic by the provider's own id: what launches of apps name.</summary>
    public string? ClinicId { get; init; }

    public static SignedInUser From(JsonWebToken idToken) => new(
        idToken.Subject,
        Text(idToken, "practice_id") ?? "",
        Text(idToken, "role") ?? "",
        Text(idToken, "acr") ?? "",
        [.. idToken.Claims.Where(claim => claim.Type == "amr").Select(claim => claim.Value)],
        DateTimeOffset.FromUnixTimeSeconds(idToken.TryGetPayloadValue<long>("auth_time", out var seconds) ? seconds : 0))
    {
        ClinicId = Text(idToken, "clinic_id"),
    };

    /// <summary>The means in words, as a person would tell them.</summary>
    public string How => Acr.Split(':')[^1] switch
    {
        "aal1" => "Password only",
        "aal1-td" => "Password, on a browser that was remembered earlier",
        "aal1-email" => "Password and a code by e-mail",
        "aal1-byp" => "Password and a one-time code from the practice admin",
        "aal2-phr" => "Passkey",
        "aal2" when Amr.Contains("sms") => "Password and a code by text message",
        "aal2" when Amr.Contains("tel") => "Password and a code by voice call",
        "aal2" when Amr.Contains("rcv") => "Password and a recovery code",
        "aal2" => "Password and a code from an authenticator app",
        var other => $"Another way ({other})",
    };

    private static string? Text(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<string>(claim, out var value) ? value : null;
}
