using System.CommandLine;
using System.Globalization;
using IdentityProvider.Audit;
using IdentityProvider.Phones;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Recovery;

/// <summary>
/// <c>recovery approve-phone | refuse-phone</c>: what an operator does for people who cannot get codes any more and have nobody at their practice who may
/// let them set another phone.
/// </summary>
internal static class PhoneRequestCommand
{
    public static void AddTo(Command recovery, Func<string[], IHost> build)
    {
        recovery.Subcommands.Add(RecoveryCommand.Decide(build, "approve-phone", "Lets the person set a new phone 24 hours from now, unless they stop it by the link in their mail.", ApproveAsync));
        recovery.Subcommands.Add(RecoveryCommand.Decide(build, "refuse-phone", "Does not let the person set a new phone.", RefuseAsync));
    }

    /// <summary>Lists who asked for another phone and whom no admin may decide for.</summary>
    public static async Task ListAsync(RecoveryCommand.Errand errand, CancellationToken ct)
    {
        var (db, ours) = (errand.Get<IdpDbContext>(), errand.Get<OperatorPhoneResets>());
        foreach (var request in await errand.Get<PhoneResets>().OpenAsync(ct))
        {
            if (await db.Users.SingleOrDefaultAsync(u => u.Id == request.UserId && u.DeactivatedAt == null, ct) is { } user && await ours.IsOursAsync(user, ct))
            {
                await errand.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{request.AskedAt:yyyy-MM-dd HH:mm}Z  Phone     {user.Email}"));
            }
        }
    }

    private static Task<int> ApproveAsync(RecoveryCommand.Errand errand, string email, string check, CancellationToken ct) => RunAsync(
        errand, email, check, (user, checkId) => errand.Get<OperatorPhoneResets>().ApproveAsync(user, checkId, ct),
        "Approved. It counts in 24 hours, for 72 hours; the person was told how to stop it, and sets the phone at a sign-in then.", ct);

    private static Task<int> RefuseAsync(RecoveryCommand.Errand errand, string email, string check, CancellationToken ct) => RunAsync(
        errand, email, check, (user, whyId) => errand.Get<OperatorPhoneResets>().RefuseAsync(user, whyId, ct), "Refused.", ct);

    private static async Task<int> RunAsync(
        RecoveryCommand.Errand errand, string email, string check, Func<User, Guid, Task<PhoneErrand>> decide, string done, CancellationToken ct)
    {
        var (db, normalized) = (errand.Get<IdpDbContext>(), User.Normalize(email));
        var user = await db.Users.SingleOrDefaultAsync(u => u.NormalizedEmail == normalized && u.DeactivatedAt == null, ct);
        var outcome = user is null || check.Trim().Length == 0 ? PhoneErrand.NobodyWaits : await decide(user, errand.Get<Reasons>().Keep(check.Trim()));
        if (outcome == PhoneErrand.Decided)
        {
            await db.SaveChangesAsync(ct);
        }

        await errand.Output.WriteLineAsync(outcome switch
        {
            PhoneErrand.Decided => done,
            PhoneErrand.NobodyWaits => "Nobody with this address waits for a new phone. Run \"recovery list\" to see who does, and say with --check how you made sure.",
            PhoneErrand.AnAdminDecides => "An admin of the person's practice may decide this, and knows them. Ask them to open Requests in their console.",
            PhoneErrand.NoPhone => "The person has no phone on file that another one could replace. Let them back in with \"recovery approve\" instead.",
            PhoneErrand.AddressTooNew => "The address was changed less than 24 hours ago, so a thief may read its mail. Try again tomorrow.",
        });
        return outcome == PhoneErrand.Decided ? 0 : 1;
    }
}
