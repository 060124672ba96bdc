using IdentityProvider.Storage;

namespace IdentityProvider.SignIn;

/// <summary>Clears away attempts after 30 days and ended sessions after 90.</summary>
internal sealed class SignInSweep : ISweep
{
    private static readonly TimeSpan AttemptsKept = TimeSpan.FromDays(30);
    private static readonly TimeSpan SessionsKept = TimeSpan.FromDays(90);

    public TimeSpan Every => TimeSpan.FromHours(6);

    public async Task SweepAsync(IdpDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var (attempts, sessions) = (now - AttemptsKept, now - SessionsKept);
        await db.SignInAttempts.Where(a => a.CreatedAt < attempts).DeleteInBatchesAsync(ct);
        await db.Sessions.Where(s => s.ExpiresAt < sessions).DeleteInBatchesAsync(ct);
    }
}
