using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Admin;

/// <summary>Somebody who works at the clinic, to be named for emergency access.</summary>
public sealed record Colleague(Guid Id, string Name);

/// <summary>An exemption with the names of those it is about.</summary>
public sealed record ExemptPerson(PolicyExemption Exemption, string Name, string GrantedBy);

/// <summary>Everything the policy page shows beside the form.</summary>
/// <param name="Silent">Methods of the policy by which no message gets through at the moment.</param>
/// <param name="Names">Display names of everybody the page speaks of.</param>
/// <param name="Floor">What the deployment demands whatever the clinic says.</param>
public sealed record PolicyPicture(
    PolicyEffect Effect, IReadOnlyList<PolicyVersion> History, IReadOnlyList<Colleague> Staff, IReadOnlyList<ExemptPerson> Exempt,
    IReadOnlyList<Method> Silent, IReadOnlyDictionary<Guid, string> Names, PolicyFloor Floor);

/// <summary>Reads what the policy page shows. Changes nothing.</summary>
public sealed class PolicyReading(ClinicPolicies policies, PolicyPreview preview, PolicyExemptions exemptions, ChannelHealth channels, PolicyFloor floor, IdpDbContext db)
{
    public async Task<PolicyPicture> ReadAsync(PolicyVersion current, ClinicPolicy proposed, CancellationToken ct)
    {
        var clinicId = current.ClinicId;
        var effect = await preview.CountAsync(current, proposed, ct);
        var history = await policies.HistoryAsync(clinicId, ct);
        var exempt = await exemptions.AllAsync(clinicId, ct);
        var staff = await StaffAsync(clinicId, ct);
        var names = await NamesAsync(history, exempt, staff, ct);
        return new PolicyPicture(
            effect, history, staff, [.. exempt.Select(e => new ExemptPerson(e, names[e.UserId], names.GetValueOrDefault(e.GrantedBy, "")))],
            await SilentAsync(proposed, ct), names, floor);
    }

    private async Task<IReadOnlyList<Method>> SilentAsync(ClinicPolicy proposed, CancellationToken ct)
    {
        var silent = await channels.SilentAsync(ct);
        return [.. proposed.StaffMethods.Union(proposed.PatientMethods).Where(method => ChannelOf(method) is { } channel && silent.Contains(channel))];
    }

    private static Channel? ChannelOf(Method method) => method switch
    {
        Method.Text => Channel.Text,
        Method.Voice => Channel.Voice,
        Method.Email => Channel.Email,
        Method.AuthenticatorApp => null,
    };

    private async Task<List<Colleague>> StaffAsync(Guid clinicId, CancellationToken ct)
    {
        var working = db.Memberships.StaffOf(clinicId).Select(m => m.UserId);
        return await db.Users.Where(user => working.Contains(user.Id) && user.DeactivatedAt == null)
            .OrderBy(user => user.DisplayName).Select(user => new Colleague(user.Id, user.DisplayName)).ToListAsync(ct);
    }

    private async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(
        IReadOnlyList<PolicyVersion> history, IReadOnlyList<PolicyExemption> exempt, IReadOnlyList<Colleague> staff, CancellationToken ct)
    {
        var ids = history.Select(version => version.ChangedBy).OfType<Guid>()
            .Concat(history.SelectMany(version => version.Policy.EmergencyUsers))
            .Concat(exempt.SelectMany(e => new[] { e.UserId, e.GrantedBy }))
            .Except(staff.Select(colleague => colleague.Id)).Distinct().ToList();
        var names = await db.Users.Where(user => ids.Contains(user.Id)).ToDictionaryAsync(user => user.Id, user => user.DisplayName, ct);
        foreach (var colleague in staff)
        {
            names[colleague.Id] = colleague.Name;
        }

        return names;
    }
}
