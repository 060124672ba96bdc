using System.Diagnostics.CodeAnalysis;

namespace IdentityProvider.Protocol;

/// <summary>What came of reading a request: the value, or the error to answer with. Never both, never neither.</summary>
public readonly struct Parsed<T>
    where T : class
{
    private readonly T? _value;
    private readonly ProtocolError? _error;

    private Parsed(T? value, ProtocolError? error) => (_value, _error) = (value, error);

    public static implicit operator Parsed<T>(T value) => new(value, error: null);

    public static implicit operator Parsed<T>(ProtocolError error) => new(value: null, error);

    /// <summary>Takes the two apart: <c>if (x.IsBroken(out var error, out var request)) return error;</c></summary>
    public bool IsBroken([NotNullWhen(true)] out ProtocolError? error, [NotNullWhen(false)] out T? value)
    {
        (error, value) = (_error, _value);
        return error is not null;
    }
}
