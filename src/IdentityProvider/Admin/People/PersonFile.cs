using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.Factors;
using IdentityProvider.Phones;

namespace IdentityProvider.Admin.People;

/// <summary>What an admin may see of how a person signs in. Where the power does not reach, what belongs to other clinics stays out.</summary>
/// <param name="Phones">Verified phones, masked.</param>
/// <param name="Sessions">All of them, or those that use a membership of this clinic.</param>
public sealed record PersonFile(
    IReadOnlyList<Factor> Factors, IReadOnlyList<Passkey> Passkeys, IReadOnlyList<UserPhone> Phones, IReadOnlyList<Session> Sessions, IReadOnlyList<TrustedDevice> Browsers,
    IReadOnlyList<PersonEvent> History);

/// <summary>Reads it.</summary>
public sealed class PersonFiles(UserFactors factors, Passkeys passkeys, UserPhones phones, Sessions sessions, TrustedDevices devices, PersonHistory history)
{
    public async Task<PersonFile> ReadAsync(PersonVisit visit, CancellationToken ct)
    {
        var id = visit.Person.Id;
        var isWhole = visit.Power.Covers(PowerReach.SignIn);
        var here = visit.Here.Select(m => m.Id).ToHashSet();
        var live = await sessions.OfAsync(id, ct);
        return new PersonFile(
            (await factors.OfAsync(id, ct)).All,
            await passkeys.OfAsync(id, ct),
            isWhole ? await phones.VerifiedOfAsync(id, ct) : [],
            [.. live.Where(session => isWhole || (session.LastMembershipId is { } used && here.Contains(used)))],
            isWhole ? await devices.OfAsync(id, ct) : [],
            await history.OfAsync(visit, ct));
    }
}
