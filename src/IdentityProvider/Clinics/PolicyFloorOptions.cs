using System.ComponentModel.DataAnnotations;

namespace IdentityProvider.Clinics;

/// <summary>Section "PolicyFloor": what this deployment demands of every clinic. A clinic may ask for more, never for less.</summary>
public sealed class PolicyFloorOptions
{
    public const string Section = "PolicyFloor";

    /// <summary>Whom every clinic asks for a second step, whatever it says itself. No grace and no exemption of a clinic frees from it.</summary>
    [EnumDataType(typeof(MfaRequirement))]
    public MfaRequirement Require { get; set; } = MfaRequirement.Nobody;

    /// <summary>Whether a code by e-mail never counts as the second step (NIST SP 800-63B-4 §3.1.3.1).</summary>
    public bool RefuseEmail { get; set; }

    /// <summary>Days for which a browser may be remembered at most.</summary>
    [Range(0, ClinicPolicy.LongestTrustDays)]
    public int LongestTrustDays { get; set; } = ClinicPolicy.LongestTrustDays;

    /// <summary>Digits that a code has at least.</summary>
    [Range(5, 8)]
    public int ShortestCode { get; set; } = 5;

    /// <summary>Minutes that a code lives at most.</summary>
    [Range(3, 10)]
    public int LongestCodeMinutes { get; set; } = 10;

    /// <summary>Characters that a password has at least.</summary>
    [Range(8, 64)]
    public int ShortestPassword { get; set; } = 8;

    /// <summary>Minutes after which a session left alone locks at the latest.</summary>
    [Range(5, 60)]
    public int LongestIdleMinutes { get; set; } = 60;

    /// <summary>Hours after which a session ends at the latest.</summary>
    [Range(1, 24)]
    public int LongestSessionHours { get; set; } = 24;

    /// <summary>Whether clinics may switch emergency access on.</summary>
    public bool AllowEmergencyAccess { get; set; } = true;

    /// <summary>Whether internet phone numbers are refused everywhere.</summary>
    public bool RefuseVoip { get; set; }

    internal PolicyFloor ToFloor() => new()
    {
        Require = Require,
        RefuseEmail = RefuseEmail,
        LongestTrustDays = LongestTrustDays,
        ShortestCode = ShortestCode,
        LongestCodeMinutes = LongestCodeMinutes,
        ShortestPassword = ShortestPassword,
        LongestIdleMinutes = LongestIdleMinutes,
        LongestSessionHours = LongestSessionHours,
        AllowEmergencyAccess = AllowEmergencyAccess,
        RefuseVoip = RefuseVoip,
    };
}
