using System.Linq.Expressions;
using IdentityProvider.BrowserTests.People;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.BrowserTests.Stage;

/// <summary>Minutes and years that nobody can wait for: what one person did is moved back by as much.</summary>
internal static class Waits
{
    /// <summary>Since the codes of this person were sent.</summary>
    public static Task SinceCodesAsync(this Demo demo, Person person, TimeSpan time) => demo.WithAsync<IdpDbContext>(async (db, _) =>
    {
        var id = await demo.IdOfAsync(person);
        foreach (var series in await db.CodeSeries.Include(s => s.Codes).Where(s => s.UserId == id).ToListAsync(Ct))
        {
            db.MoveBack(series, s => s.LastSentAt, time);
            foreach (var code in series.Codes)
            {
                db.MoveBack(code, c => c.IssuedAt, time);
                db.MoveBack(code, c => c.ExpiresAt, time);
            }
        }
    });

    /// <summary>Since this person chose to be remembered by a browser.</summary>
    public static Task SinceTrustAsync(this Demo demo, Person person, TimeSpan time) => demo.WithAsync<IdpDbContext>(async (db, _) =>
    {
        var id = await demo.IdOfAsync(person);
        foreach (var device in await db.TrustedDevices.Where(d => d.UserId == id).ToListAsync(Ct))
        {
            db.MoveBack(device, d => d.TrustedAt, time);
        }
    });

    /// <summary>Since this person proved anything in the sessions that run.</summary>
    public static Task SinceProofsAsync(this Demo demo, Person person, TimeSpan time) => demo.WithAsync<IdpDbContext>(async (db, _) =>
    {
        var id = await demo.IdOfAsync(person);
        foreach (var session in await db.Sessions.Where(s => s.UserId == id && s.EndedAt == null).ToListAsync(Ct))
        {
            IReadOnlyList<Proof> older = [.. session.Proofs.Select(proof => proof with { At = proof.At - time })];
            db.Entry(session).Property(s => s.Proofs).CurrentValue = older;
        }
    });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static void MoveBack<TEntity>(this IdpDbContext db, TEntity entity, Expression<Func<TEntity, DateTimeOffset>> moment, TimeSpan time)
        where TEntity : class
    {
        var property = db.Entry(entity).Property(moment);
        property.CurrentValue -= time;
    }
}
