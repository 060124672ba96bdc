namespace IdentityProvider.Codes;

/// <summary>How many of the codes to one block of numbers were used.</summary>
/// <param name="Prefix">Area code and exchange, for example 218-555. It is no person's number.</param>
/// <param name="Sent">Codes whose time is over.</param>
/// <param name="Used">Those of them that somebody typed.</param>
public sealed record PrefixUse(string Prefix, int Sent, int Used)
{
    public bool IsAlarming(CodeOptions options) => Sent >= options.AlarmFrom && Used * 100 < Sent * options.AlarmBelowPercent;
}
