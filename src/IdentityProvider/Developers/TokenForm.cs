namespace IdentityProvider.Developers;

/// <summary>An initial access token as it stands in the form.</summary>
public sealed class TokenForm
{
    /// <summary>What an empty form proposes. Not the fields' own defaults: a number that cannot be read would silently become one.</summary>
    public static TokenForm Proposed => new() { Uses = 10, Days = 7 };

    public string? Name { get; set; }

    /// <summary>How many apps it registers.</summary>
    public int? Uses { get; set; }

    public int? Days { get; set; }

    /// <summary>Whether apps that come by it are approved already, as far as the fields below say.</summary>
    public bool Approves { get; set; }

    public string? Scopes { get; set; }

    public bool Staff { get; set; }

    public bool Patients { get; set; }

    public bool EveryClinic { get; set; }

    /// <summary>Practice IDs.</summary>
    public string? Clinics { get; set; }
}
