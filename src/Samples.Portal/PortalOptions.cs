using System.ComponentModel.DataAnnotations;

namespace Samples.Portal;

/// <summary>Section "Portal". None of it is secret: all but <see cref="Audience"/> goes to the browser as /settings.json.</summary>
public sealed class PortalOptions
{
    public const string Section = "Portal";

    /// <summary>The provider's issuer, exactly as its metadata says it.</summary>
    [Required, Url]
    public string Authority { get; set; } = "";

    [Required]
    public string ClientId { get; set; } = "";

    /// <summary>Where people reach this app, without a slash at the end.</summary>
    [Required, Url]
    public string Url { get; set; } = "";

    [Required]
    public string Scope { get; set; } = "openid profile email";

    /// <summary>The FHIR server of the clinics' EHR, where patients see their record; empty for none.</summary>
    public string FhirBase { get; set; } = "";

    /// <summary>The "aud" that access tokens for this app's own API carry. Empty: the provider's issuer.</summary>
    public string Audience { get; set; } = "";

    internal string ApiAudience => Audience.Length > 0 ? Audience : Authority;
}
