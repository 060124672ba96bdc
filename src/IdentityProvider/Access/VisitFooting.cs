using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Access;

/// <summary>What a signed-in request was let in on, as it was judged by its head.</summary>
/// <param name="Place">The membership in whose role it is made; null where no clinic is asked.</param>
public sealed record VisitFooting(Session Session, Membership? Place)
{
    /// <summary>Whether only who runs the server is let in.</summary>
    public bool IsOperators { get; init; }

    /// <summary>Whether only who registers apps, or runs the server, is.</summary>
    public bool IsDevelopers { get; init; }
}

/// <summary>
/// Doing something in a session and ending the session take turns (<see cref="IdpDbContext.LookBeforeEverySave"/>). A request is let in before its body is
/// there, and a body can be minutes on its way: without this, a post that was under way when everything was ended would still change the password.
/// </summary>
internal static class VisitFootings
{
    /// <summary>Ties every save of the request to what it was let in on. One that ends its own session does so in its last save.</summary>
    public static void StandOn(this IdpDbContext db, VisitFooting footing, TimeProvider clock)
    {
        // As it was judged: the request may itself be what changes the role.
        var (place, role) = (footing.Place?.Id, footing.Place?.Role.ToString());
        db.LookBeforeEverySave(footing.Session.UserId, async ct =>
        {
            if (!await StandsAsync(db, footing, place, role, clock.GetUtcNow(), ct))
            {
                throw new VisitEndedException();
            }
        });
    }

    // No row is locked here: whoever ends or changes one of these has the user's turn, too, and this is asked in it.
    private static async Task<bool> StandsAsync(IdpDbContext db, VisitFooting footing, Guid? place, string? role, DateTimeOffset now, CancellationToken ct) =>
        await db.Database.SqlQuery<bool>($"""
            select exists (
                select from sessions s join users u on u.id = s.user_id
                where s.id = {footing.Session.Id} and s.ended_at is null and s.expires_at > {now} and u.deactivated_at is null
                    and (u.is_operator or not {footing.IsOperators}) and (u.is_operator or u.is_developer or not {footing.IsDevelopers})
                    and ({place}::uuid is null or exists (
                        select from memberships m
                        where m.id = {place} and m.user_id = u.id and m.role = {role} and m.accepted_at is not null and m.deactivated_at is null))) as "Value"
            """).ToListAsync(ct) is [true];
}
