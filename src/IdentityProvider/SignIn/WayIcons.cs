using IdentityProvider.Delivery;
using IdentityProvider.Factors;

namespace IdentityProvider.SignIn;

/// <summary>How the pages draw the ways.</summary>
public static class WayIcons
{
    public static string Of(Way way) => way switch
    {
        Way.Text => "message",
        Way.Voice => "phone-call",
        Way.Email => "mail",
        Way.AuthenticatorApp => "device-mobile-code",
        Way.Passkey => "key",
        Way.RecoveryCode => "file-text",
        Way.BypassCode => "ticket",
    };

    /// <summary>Whether the way reaches the phone that the channel reaches, in the other way: "call me instead", "text me instead".</summary>
    public static bool ArePhonePair(Way way, Channel channel) =>
        (way, channel) is (Way.Voice, Channel.Text) or (Way.Text, Channel.Voice);
}
