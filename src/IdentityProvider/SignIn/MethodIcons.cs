using IdentityProvider.Delivery;
using IdentityProvider.Factors;

namespace IdentityProvider.SignIn;

/// <summary>How the pages draw the methods.</summary>
public static class MethodIcons
{
    public static string Of(Method method) => method switch
    {
        Method.Text => "message",
        Method.Voice => "phone-call",
        Method.Email => "mail",
        Method.AuthenticatorApp => "device-mobile-code",
    };

    /// <summary>Whether the method reaches the phone that the channel reaches, in the other way: "call me instead", "text me instead".</summary>
    public static bool ArePhonePair(Method method, Channel channel) =>
        (method, channel) is (Method.Voice, Channel.Text) or (Method.Text, Channel.Voice);
}
