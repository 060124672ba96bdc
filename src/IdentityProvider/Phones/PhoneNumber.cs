using System.Diagnostics.CodeAnalysis;

namespace IdentityProvider.Phones;

/// <summary>Why something typed is no number a code may be sent to. Each has a sentence of its own on the page.</summary>
public enum PhoneRefusal
{
    Empty,

    /// <summary>Letters, an extension, or signs no phone number has.</summary>
    OddCharacters,
    TooShort,
    TooLong,

    /// <summary>A country code other than 1.</summary>
    OtherCountry,
    Canada,
    CaribbeanCountry,
    TollFree,
    Premium,
    Personal,
    UnknownAreaCode,

    /// <summary>The three digits after the area code cannot be dialled: they start with 0 or 1, or are a service code (N11, 950, 958, 959, 976).</summary>
    NoSuchExchange,

    /// <summary>555: directory assistance, and the numbers of films.</summary>
    Exchange555,

    /// <summary>A landline, and codes by text were asked for. A call reaches it.</summary>
    LandlineNoText,

    /// <summary>An internet phone, where the clinic takes none.</summary>
    Voip,
    Pager,

    /// <summary>The number answered STOP, and codes by text were asked for. A call reaches it, and START ends that.</summary>
    TextsStopped,
}

/// <summary>A number, or the reason for having none.</summary>
/// <param name="Number">Null when refused.</param>
/// <param name="Refusal">Null when accepted.</param>
/// <param name="Country">ISO 3166 code, when a Caribbean country was the reason.</param>
public sealed record PhoneNumberResult(PhoneNumber? Number, PhoneRefusal? Refusal, string? Country = null)
{
    [MemberNotNullWhen(true, nameof(Number)), MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsAccepted => Number is not null;
}

/// <summary>
/// A phone number of the United States or a US territory. Holding one means that it passed the rules of the numbering plan;
/// whether anybody answers there, only a code can tell. It never shows itself whole by accident: ToString is masked.
/// </summary>
public sealed record PhoneNumber
{
    private readonly string _digits;

    private PhoneNumber(string digits) => _digits = digits;

    /// <summary>As carriers want it: +12185550142.</summary>
    public string E164 => "+1" + _digits;

    /// <summary>As its owner writes it: (218) 555-0142.</summary>
    public string National => $"({_digits[..3]}) {_digits[3..6]}-{_digits[6..]}";

    /// <summary>As it may be shown to somebody who has not proven to be the owner: (•••) •••-0142.</summary>
    public string Masked => MaskOf(LastFour);

    public string LastFour => _digits[6..];

    /// <summary>Area code and exchange (NPA-NXX), for example 218-555: the block that toll fraud buys numbers in.</summary>
    public string Prefix => $"{_digits[..3]}-{_digits[3..6]}";

    public static string MaskOf(string lastFour) => "(•••) •••-" + lastFour;

    public override string ToString() => Masked;

    /// <summary>A number that passed once and was kept. It is not judged again: the plan may have changed since.</summary>
    internal static PhoneNumber FromStored(string e164) => new(e164[2..]);

    /// <summary>Reads what a person typed. Spaces, dots, dashes, slashes, parentheses and a leading +1 or 1 are fine.</summary>
    /// <param name="typed">Anything.</param>
    /// <param name="allowFictional">Whether 555-0100 to 555-0199 pass, which belong to nobody: in development only.</param>
    public static PhoneNumberResult Parse(string? typed, bool allowFictional)
    {
        var text = typed?.Trim() ?? "";
        if (ShapeProblem(text, out var digits) is { } problem)
        {
            return new(null, problem);
        }

        var (area, exchange, line) = (digits[..3], digits[3..6], digits[6..]);
        if (AreaProblem(area) is { } elsewhere)
        {
            return new(null, elsewhere, elsewhere == PhoneRefusal.CaribbeanCountry ? NorthAmericanPlan.PlaceOf(area) : null);
        }

        return ExchangeProblem(exchange, line, allowFictional) is { } dead ? new(null, dead) : new(new PhoneNumber(digits), null);
    }

    private static PhoneRefusal? ShapeProblem(string text, out string digits)
    {
        var hasCountry = text.StartsWith('+');
        digits = string.Concat(text.Where(char.IsAsciiDigit));
        if (text.Length == 0)
        {
            return PhoneRefusal.Empty;
        }

        // U+00A0 and U+2011 come with numbers pasted from web pages and contact cards.
        if (text[(hasCountry ? 1 : 0)..].Any(c => !char.IsAsciiDigit(c) && !" .-/()\u00A0\u2011".Contains(c, StringComparison.Ordinal)))
        {
            return PhoneRefusal.OddCharacters;
        }

        if (hasCountry && digits.Length > 0 && digits[0] != '1')
        {
            return PhoneRefusal.OtherCountry;
        }

        // No area code begins with 1, so a leading 1 is always the country.
        digits = digits.StartsWith('1') ? digits[1..] : digits;
        return digits.Length switch { < 10 => PhoneRefusal.TooShort, > 10 => PhoneRefusal.TooLong, _ => null };
    }

    private static PhoneRefusal? AreaProblem(string area) => NorthAmericanPlan.KindOf(area) switch
    {
        AreaKind.UnitedStates or AreaKind.UsTerritory => null,
        AreaKind.Canada => PhoneRefusal.Canada,
        AreaKind.CaribbeanCountry => PhoneRefusal.CaribbeanCountry,
        AreaKind.TollFree => PhoneRefusal.TollFree,
        AreaKind.Premium => PhoneRefusal.Premium,
        AreaKind.Personal => PhoneRefusal.Personal,
        AreaKind.Unknown => PhoneRefusal.UnknownAreaCode,
    };

    private static PhoneRefusal? ExchangeProblem(string exchange, string line, bool allowFictional) => exchange switch
    {
        "555" when allowFictional && line.StartsWith("01", StringComparison.Ordinal) => null,
        "555" => PhoneRefusal.Exchange555,
        "950" or "958" or "959" or "976" or ['0' or '1', _, _] or [_, '1', '1'] => PhoneRefusal.NoSuchExchange,
        _ => null,
    };
}
