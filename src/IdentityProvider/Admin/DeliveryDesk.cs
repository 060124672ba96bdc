using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Switches;
using IdentityProvider.Limits;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Admin;

/// <summary>What an operator does about delivery: switches channels and providers, and tries them.</summary>
public sealed class DeliveryDesk(
    DeliverySwitches switches, ProviderTrial trial, SendBudgets budgets, IOptions<SendBudgetOptions> limits, AuditLog audit, IdpDbContext db)
{
    /// <returns>False when there is no such switch, it stands so already, or another operator was quicker.</returns>
    public async Task<bool> SwitchAsync(PlatformVisit visit, ChannelProvider which, bool isOn, CancellationToken ct)
    {
        await using var turn = await db.BeginTurnAsync([], ct);
        if (!await switches.SetAsync(which.Channel, which.Provider, isOn, visit.Operator.Id, ct))
        {
            return false;
        }

        Record(visit, new DeliverySwitched(which.Channel, ProviderIn(which), isOn));
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

    /// <summary>Sends a test message, and tells what the provider answered.</summary>
    /// <param name="visit">The operator.</param>
    /// <param name="which">Whom to try.</param>
    /// <param name="destination">E.164, or an address.</param>
    /// <param name="language">Of the message.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Null when there is no such provider; <see cref="MessageOutcome.Throttled"/>, without a question to it, when enough was sent there today.</returns>
    public async Task<MessageOutcome?> TryAsync(PlatformVisit visit, ChannelProvider which, string destination, string language, CancellationToken ct)
    {
        var budget = limits.Value.PerDestination;
        if ((await budgets.TakeAsync([new SendKey(budget, $"trial:{visit.Operator.Id:N}")], ct)).Over is not null)
        {
            return MessageOutcome.Throttled;
        }

        if (await trial.SendAsync(which, destination, language, ct) is not { Outcome: var outcome })
        {
            return null;
        }

        Record(visit, new DeliveryTried(which.Channel, outcome));
        await db.SaveChangesAsync(ct);
        return outcome;
    }

    private void Record(PlatformVisit visit, AuditEvent happened) => audit.Record(happened, visit.Operator.Id, sessionId: visit.Session.Id);

    private static MessageProvider? ProviderIn(ChannelProvider which) =>
        which.Provider.Length == 0 ? null : Enum.Parse<MessageProvider>(which.Provider, ignoreCase: true);
}
