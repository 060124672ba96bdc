using IdentityProvider.Audit;
using IdentityProvider.Phones;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using LapsedNotice = IdentityProvider.Delivery.PhoneResetLapsed;

namespace IdentityProvider.SignIn.PhoneReset;

/// <summary>Tells people whose request for another phone nobody decided in time: else they wait for an answer that does not come.</summary>
public sealed class PhoneResetLapses(PhoneResets resets, PhoneResetLetters letters, AuditLog audit, IdpDbContext db, TimeProvider clock)
{
    private const int Batch = 200;

    /// <summary>One round. Saves.</summary>
    /// <returns>How many requests lapsed.</returns>
    public async Task<int> TellAsync(CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var lapsed = await resets.LapseAsync(Batch, ct);
        foreach (var request in lapsed)
        {
            await TellAsync(request, ct);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return lapsed.Count;
    }

    private async Task TellAsync(PhoneResetRequest request, CancellationToken ct)
    {
        audit.Record(new Audit.PhoneResetLapsed(request.Id), request.UserId);
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == request.UserId && u.DeactivatedAt == null, ct) is not { } user)
        {
            return;
        }

        // In the name of the practice they used last: its telephone number stands below.
        var clinic = await db.Memberships.Where(m => m.UserId == user.Id && m.AcceptedAt != null && m.DeactivatedAt == null)
            .OrderByDescending(m => m.LastUsedAt ?? m.CreatedAt).Join(db.Clinics, m => m.ClinicId, c => c.Id, (_, clinic) => clinic).FirstOrDefaultAsync(ct);
        letters.ToAddress(user, SignInCodes.LetterClinicOf(clinic), user.Language ?? Web.Languages.English, new LapsedNotice(clock.GetUtcNow()));
    }
}

/// <summary>Looks every hour.</summary>
internal sealed class PhoneResetLapseWorker(IServiceScopeFactory scopes, TimeProvider clock, ILogger<PhoneResetLapseWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private static readonly Action<ILogger, Exception?> RoundFailed =
        LoggerMessage.Define(LogLevel.Warning, default, "Requests for another phone that lapsed could not be told. The next round tries again.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<PhoneResetLapses>().TellAsync(stoppingToken);
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
