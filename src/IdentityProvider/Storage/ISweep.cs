namespace IdentityProvider.Storage;

/// <summary>Takes away rows that nobody needs any more. Every node may do it at any time: deleting twice is deleting once.</summary>
internal interface ISweep
{
    /// <summary>How long between two rounds.</summary>
    TimeSpan Every { get; }

    /// <summary>One round.</summary>
    /// <param name="now">UTC.</param>
    Task SweepAsync(IdpDbContext db, DateTimeOffset now, CancellationToken ct);
}
