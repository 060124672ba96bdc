namespace IdentityProvider.Dev.Carriers;

/// <summary>One HTTP call of one carrier: what it accepts and how it refuses.</summary>
internal interface ICarrierApi
{
    Carrier Carrier { get; }

    string Path { get; }

    /// <summary>In bytes; above it the answer is 413.</summary>
    long LongestBody { get; }

    /// <summary>Checks credentials first, then shape and limits, as the real one does.</summary>
    Task<Verdict> JudgeAsync(IHeaderDictionary headers, ReadOnlyMemory<byte> body);

    /// <summary>The carrier's own words for a refusal that has nothing to do with the request.</summary>
    CarrierAnswer Refuse(int status);
}
