using System.Net;
using System.Text;

namespace IdentityProvider.Protocol;

/// <summary>
/// The parameters of one request, query or form, before anyone believes them. A parameter without a value counts as
/// left out, and one sent twice is an error (RFC 6749 §3.1, §3.2).
/// </summary>
public sealed class RequestParameters
{
    /// <summary>Long enough for everything that real clients send; <see cref="Limits"/> has the exceptions.</summary>
    private const int DefaultLimit = 2048;

    private static readonly Dictionary<string, int> Limits = new(StringComparer.Ordinal)
    {
        ["client_id"] = 200,
        ["client_secret"] = 500,
        ["code"] = 200,
        ["refresh_token"] = 200,
        ["nonce"] = 1024,
        ["claims"] = 4096,
        ["id_token_hint"] = 8192,
        ["token"] = 8192,
        ["access_token"] = 8192,
        ["client_assertion"] = 8192,
        ["request"] = 8192,
    };

    // RFC 8707 §2: an exception from the rule that everything comes once.
    private static readonly string[] Repeatable = [TargetResources.Parameter];

    private readonly ILookup<string, string> _values;

    private RequestParameters(IEnumerable<KeyValuePair<string, string>> pairs) =>
        _values = pairs.Where(pair => pair.Value.Length > 0).ToLookup(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    public static RequestParameters From(IEnumerable<KeyValuePair<string, string>> pairs) => new(pairs);

    /// <summary>Reads back what <see cref="ToFormText"/> wrote.</summary>
    public static RequestParameters Parse(string formText) => new(formText
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Select(pair => KeyValuePair.Create(WebUtility.UrlDecode(pair[0]), pair.Length == 2 ? WebUtility.UrlDecode(pair[1]) : "")));

    /// <summary>The value, or null when it is not there or empty. Of several the first: ask <see cref="FirstBroken"/> before.</summary>
    public string? this[string name] => _values[name].FirstOrDefault();

    /// <summary>The same parameters, this one with one value whatever was sent.</summary>
    public RequestParameters With(string name, string value) => new(
        _values.Where(values => values.Key != name).SelectMany(values => values.Select(sent => KeyValuePair.Create(values.Key, sent)))
            .Append(KeyValuePair.Create(name, value)));

    /// <summary>Every value of a parameter that may come several times.</summary>
    public IEnumerable<string> All(string name) => _values[name];

    /// <summary>The parameters as application/x-www-form-urlencoded text, with the given ones only.</summary>
    public string ToFormText(IEnumerable<string> names)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in names.SelectMany(name => _values[name].Select(value => (name, value))))
        {
            text.Append(text.Length == 0 ? "" : "&").Append(WebUtility.UrlEncode(name)).Append('=').Append(WebUtility.UrlEncode(value));
        }

        return text.ToString();
    }

    /// <summary>The error of the first parameter among these that nobody should read a value from, or null.</summary>
    public ProtocolError? FirstBroken(params IEnumerable<string> names) => names.Select(Check).FirstOrDefault(error => error is not null);

    private ProtocolError? Check(string name)
    {
        if (_values[name].Skip(1).Any() && !Repeatable.Contains(name))
        {
            return ProtocolError.InvalidRequest($"{name} must be sent once");
        }

        return _values[name].Select(value => Check(name, value)).FirstOrDefault(error => error is not null);
    }

    private static ProtocolError? Check(string name, string value)
    {
        return value.Length > Limits.GetValueOrDefault(name, DefaultLimit) ? ProtocolError.InvalidRequest($"{name} is too long")

            // PostgreSQL cannot hold U+0000 in text, and nothing a client means contains one. Half a surrogate pair has no UTF-8.
            : value.Contains('\0', StringComparison.Ordinal) || !IsWellFormed(value) ? ProtocolError.InvalidRequest($"{name} has a character that is not allowed")
            : null;
    }

    private static bool IsWellFormed(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsSurrogate(value[i]) && !(char.IsHighSurrogate(value[i]) && i + 1 < value.Length && char.IsLowSurrogate(value[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
