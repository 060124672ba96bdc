using IdentityProvider.Delivery.Lookup;

namespace IdentityProvider.Phones;

/// <summary>What may be sent to a kind of line.</summary>
public enum LineVerdict
{
    TextAndVoice,
    VoiceOnly,

    /// <summary>An internet phone, where the clinic refuses those.</summary>
    VoipRefused,
    TollFree,
    Premium,
    Pager,
}

/// <summary>What a line's kind means for codes. Not knowing it refuses nothing: the code decides who holds the phone.</summary>
public static class LineRules
{
    /// <param name="refusesVoip">Whether the clinic takes no internet phones.</param>
    public static LineVerdict Judge(LineType line, bool refusesVoip) => line switch
    {
        LineType.Mobile or LineType.Unknown => LineVerdict.TextAndVoice,
        LineType.Landline => LineVerdict.VoiceOnly,
        LineType.Voip => refusesVoip ? LineVerdict.VoipRefused : LineVerdict.TextAndVoice,
        LineType.TollFree => LineVerdict.TollFree,
        LineType.Premium => LineVerdict.Premium,
        LineType.Pager => LineVerdict.Pager,
    };
}
