namespace IdentityProvider.Protocol;

/// <summary>How the answer to an authorization request travels: in the address, or in a form that the browser posts (Form Post Response Mode 1.0).</summary>
public enum ResponseMode { Query, FormPost }

/// <summary>The wire names of <see cref="ResponseMode"/>: <c>response_mode</c> and <c>response_modes_supported</c>.</summary>
public static class ResponseModes
{
    public static IReadOnlyList<string> Offered { get; } = [.. Enum.GetValues<ResponseMode>().Select(NameOf)];

    public static string NameOf(ResponseMode mode) => mode switch
    {
        ResponseMode.Query => "query",
        ResponseMode.FormPost => "form_post",
    };

    /// <summary>The mode of this name; null when there is none. No name means the query, the default of response_type=code.</summary>
    public static ResponseMode? Find(string? name) => name switch
    {
        null or "query" => ResponseMode.Query,
        "form_post" => ResponseMode.FormPost,
        _ => null,
    };
}
