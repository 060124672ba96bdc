using System.Diagnostics;
using System.Security;

namespace IdentityProvider.Delivery.Templates;

/// <summary>What a call says.</summary>
/// <param name="Language">As the carrier names it: en-US or es-US.</param>
/// <param name="Speech">SSML.</param>
internal sealed record Call(string Language, string Speech);

/// <summary>Calls: the code digit by digit with a pause after each, said twice, because somebody is looking for a pen.</summary>
internal static class CallTemplate
{
    public static Call Render(Letter letter, LetterHead head)
    {
        var texts = LetterTexts.In(letter.Language);
        // A clinic's name is text that somebody typed: in SSML "A & B" has to be escaped, or the carrier refuses the call.
        var sender = SecurityElement.Escape(head.SenderOf(letter));
        var said = letter.Content switch
        {
            CodeContent code => texts.Say($"{code.Kind}.Call", sender, Spell(code.Digits)),
            TestMessage or PhoneChanged or PhoneResetAsked or PhoneResetApproved or PhoneResetApprovedByOperator => texts.Say($"{letter.Content.Kind}.Call", sender),
            _ => throw new UnreachableException($"{letter.Content.Kind} does not travel as a call."),
        };
        return new Call(texts.Culture.Name, $"<speak>{said}</speak>");
    }

    private static string Spell(string digits) =>
        "<break time='700ms'/>" + string.Join("<break time='500ms'/>", digits.AsEnumerable()) + "<break time='1s'/>";
}
