using System.ComponentModel.DataAnnotations;

namespace Samples.Ehr;

/// <summary>Section "Ehr": all that this app must be told about its identity provider and about itself.</summary>
public sealed class EhrOptions
{
    public const string Section = "Ehr";

    /// <summary>The provider's issuer, exactly as its metadata says it: tokens name it, and the comparison is by character.</summary>
    [Required, Url]
    public string Authority { get; set; } = "";

    [Required]
    public string ClientId { get; set; } = "";

    /// <summary>Sent to the token endpoint with HTTP Basic (client_secret_basic). Keep it out of files: pass it by environment.</summary>
    [Required]
    public string ClientSecret { get; set; } = "";

    /// <summary>Where people reach this app, without a slash at the end. The registered redirect URIs start with it.</summary>
    [Required, Url]
    public string Url { get; set; } = "";

    [Required]
    public string Scope { get; set; } = "openid profile email fhirUser user/*.rs";

    /// <summary>The "aud" that access tokens for the FHIR API carry, as registered with the provider. Empty: the FHIR base, <c>{Url}/fhir</c>.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The SMART app that charts offer to open; empty for none. Its launch URL, and its client_id at the provider.</summary>
    public string SmartAppLaunchUrl { get; set; } = "";

    public string SmartAppClientId { get; set; } = "";

    /// <summary>Minutes without activity after which the screen locks.</summary>
    [Range(3, 60)]
    public int IdleMinutes { get; set; } = 15;

    internal string RedirectUri => $"{Url}/signin-oidc";

    internal string PostLogoutRedirectUri => $"{Url}/signed-out";

    /// <summary>Where the FHIR API is: "iss" to SMART apps, and what they name as "aud".</summary>
    internal string FhirBase => $"{Url}/fhir";

    internal string ApiAudience => Audience.Length > 0 ? Audience : FhirBase;

    /// <summary>Cookies are shared by all ports of a host: the port keeps two copies on one machine apart.</summary>
    internal string CookieName(string name) => $"ehr{new Uri(Url).Port}-{name}";
}
