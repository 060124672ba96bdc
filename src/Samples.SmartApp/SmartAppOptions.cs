using System.ComponentModel.DataAnnotations;

namespace Samples.SmartApp;

/// <summary>Section "SmartApp". A public client: there is no secret among it.</summary>
public sealed class SmartAppOptions
{
    public const string Section = "SmartApp";

    [Required]
    public string ClientId { get; set; } = "";

    /// <summary>Where people reach this app, without a slash at the end.</summary>
    [Required, Url]
    public string Url { get; set; } = "";

    /// <summary>
    /// The FHIR server that this app works with. A launch that names another one is not followed: it could be a counterfeit that wants a
    /// token for the real one (SMART App Launch 2.2 §2.0.4).
    /// </summary>
    [Required, Url]
    public string FhirBase { get; set; } = "";

    [Required]
    public string LaunchScope { get; set; } = "openid fhirUser launch online_access patient/Patient.rs patient/Observation.rs?category=vital-signs";

    [Required]
    public string StandaloneScope { get; set; } = "openid fhirUser launch/patient online_access patient/Patient.rs patient/Observation.rs?category=vital-signs";

    internal string RedirectUri => $"{Url}/callback";

    /// <summary>Cookies are shared by all ports of a host: the port keeps two copies on one machine apart.</summary>
    internal string CookieName(string name) => $"smart{new Uri(Url).Port}-{name}";
}
