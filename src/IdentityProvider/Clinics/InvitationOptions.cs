using System.ComponentModel.DataAnnotations;

namespace IdentityProvider.Clinics;

/// <summary>Section "Invitations".</summary>
public sealed class InvitationOptions
{
    public const string Section = "Invitations";

    /// <summary>Days for which an invitation's link works.</summary>
    [Range(1, 30)]
    public int LifetimeDays { get; set; } = 7;

    /// <summary>Invitations that a clinic may send in 24 hours, repeats included.</summary>
    [Range(1, 100_000)]
    public int MostPerDay { get; set; } = 500;
}
