using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Switches;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Admin;

/// <summary>The operators' switches of channels and providers, with what is recorded of each.</summary>
public sealed class DeliveryDesk(DeliverySwitches switches, AuditLog audit, IdpDbContext db)
{
    /// <returns>False when there is no such switch, it stands so already, or another operator was quicker.</returns>
    public async Task<bool> SwitchAsync(PlatformVisit visit, ChannelProvider which, bool isOn, CancellationToken ct)
    {
        await using var turn = await db.BeginTurnAsync([], ct);
        if (!await switches.SetAsync(which.Channel, which.Provider, isOn, visit.Operator.Id, ct))
        {
            return false;
        }

        audit.Record(new DeliverySwitched(which.Channel, which.Known, isOn), visit.Operator.Id, sessionId: visit.Session.Id);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException failed) when (SaveConflicts.IsOfTwo(failed))
        {
            return false;
        }

        await turn.CommitAsync(ct);
        return true;
    }

    /// <summary>Every channel with its providers, and what of it is off.</summary>
    public Task<IReadOnlyList<ChannelSwitches>> AllAsync(CancellationToken ct) => switches.AllAsync(ct);
}
