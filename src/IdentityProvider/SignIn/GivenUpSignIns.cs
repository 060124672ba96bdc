using IdentityProvider.Delivery;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.SignIn;

/// <summary>
/// Notices sign-ins that ended after the right password and before the second step, the page simply closed. Whoever knows a password and has no
/// phone does exactly that, so the owner is told (NIST SP 800-63B-4 §4.6): once for each attempt, and in one mail for those of one round.
/// </summary>
public sealed class GivenUpSignIns(IdpDbContext db, Outbox outbox, TimeProvider clock)
{
    // Older ones were told, or belong to a time before anybody was.
    private static readonly TimeSpan LookedBack = TimeSpan.FromDays(1);
    private const int Batch = 500;

    /// <summary>Tells of what was given up since the last round, and saves.</summary>
    /// <returns>How many attempts were found.</returns>
    public async Task<int> TellAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (oldest, created, posted) = (now - LookedBack, now - SignInAttempt.Longest, now - SignInAttempt.Idle);
        var (dropped, password) = (nameof(AttemptEnd.Dropped), $$"""[{"Kind":"{{nameof(ProofKind.Password)}}"}]""");
        await using var transaction = await db.Database.BeginTransactionAsync(ct);

        // Claimed and told in one transaction: of two nodes each attempt is one's, and a mail that was not written leaves it unclaimed.
        var ids = await db.Database.SqlQuery<Guid>($"""
            update sign_in_attempts as a set given_up_told_at = {now}
              from (select id from sign_in_attempts
                     where last_post_at > {oldest} and given_up_told_at is null and user_id is not null and proofs @> {password}::jsonb
                       and (outcome = {dropped} or (ended_at is null and (created_at <= {created} or last_post_at <= {posted})))
                     order by last_post_at limit {Batch} for update skip locked) as found
             where a.id = found.id returning a.id
            """).ToListAsync(ct);
        await WriteAsync(ids, ct);
        await transaction.CommitAsync(ct);
        return ids.Count;
    }

    private async Task WriteAsync(List<Guid> ids, CancellationToken ct)
    {
        var told = await db.SignInAttempts.AsNoTracking().Where(attempt => ids.Contains(attempt.Id))
            // Somebody who came by an old name may have no address yet: there is nowhere to write to, and the others are told all the same.
            .Join(db.Users.Where(user => user.DeactivatedAt == null && user.Email != null), attempt => attempt.UserId, user => user.Id, (attempt, user) => new { attempt.LastPostAt, user })
            .ToListAsync(ct);
        foreach (var person in told.GroupBy(line => line.user.Id))
        {
            var user = person.First().user;
            var notice = new SignInGivenUp(person.Max(line => line.LastPostAt));
            outbox.Enqueue(new Letter(Channel.Email, user.Email!, user.Language ?? "en", notice) { UserId = user.Id });
        }

        await db.SaveChangesAsync(ct);
    }
}

/// <summary>Looks every five minutes.</summary>
internal sealed class GivenUpWorker(IServiceScopeFactory scopes, TimeProvider clock, ILogger<GivenUpWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private static readonly Action<ILogger, Exception?> RoundFailed =
        LoggerMessage.Define(LogLevel.Warning, default, "Given-up sign-ins could not be told. The next round tries again.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<GivenUpSignIns>().TellAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The host stops when a worker throws. A database that is away for a minute must not do that.
                RoundFailed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
