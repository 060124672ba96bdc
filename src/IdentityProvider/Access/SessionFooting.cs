using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Access;

/// <summary>What a session that begins stands on, as it was read when the last step was judged.</summary>
/// <param name="Place">The membership it is used for; null where no clinic is asked.</param>
/// <param name="Devices">The trusted browsers that stood in for a second factor.</param>
public sealed record SessionFooting(User User, Membership? Place, IReadOnlyList<Guid> Devices);

/// <summary>
/// Beginning a session and ending what somebody has take turns (<see cref="AccountTurns"/>). Without it a last step that was read before a password
/// was replaced, an account closed or a place taken away, and saved after it, would begin a session that nothing ends.
/// </summary>
internal static class SessionFootings
{
    /// <summary>
    /// Waits for the user's turn and asks, in the one statement, whether the footing still stands: rows that were changed meanwhile are read anew. That is
    /// so for rows that the statement locks, and for no others: it began before it waited.
    /// </summary>
    /// <exception cref="DbUpdateConcurrencyException">It does not: the save is off, as it is for the second of two posts of one form.</exception>
    public static async Task HoldAsync(this IdpDbContext db, SessionFooting footing, CancellationToken ct)
    {
        // As read: the last step may itself be the one that sets a new password.
        var stamp = db.Entry(footing.User).Property(user => user.SecurityStamp).OriginalValue;
        var (user, place, role, devices) = (footing.User.Id, footing.Place?.Id, footing.Place?.Role.ToString(), footing.Devices.ToArray());
        var stands = await db.Database.SqlQuery<bool>($"""
            with holder as (
                select 1 from users where id = {user} and security_stamp = {stamp} and deactivated_at is null for no key update),
            place as (
                select 1 from memberships
                where id = {place} and user_id = {user} and role = {role} and accepted_at is not null and deactivated_at is null
                for no key update),
            trusted as (
                select 1 from trusted_devices where id = any({devices}) and ended_at is null for no key update)
            select exists (select 1 from holder) and ({place}::uuid is null or exists (select 1 from place))
                and (select count(*) from trusted) = cardinality({devices}) as "Value"
            """).ToListAsync(ct);
        if (stands is not [true])
        {
            throw new DbUpdateConcurrencyException("What the sign-in rests on was changed since it was read.");
        }
    }
}
