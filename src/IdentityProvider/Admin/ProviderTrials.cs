using IdentityProvider.Audit;
using IdentityProvider.Codes;
using IdentityProvider.Delivery;
using IdentityProvider.Limits;
using IdentityProvider.Phones;
using IdentityProvider.Storage;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Admin;

/// <summary>Lets an operator try a provider, on the budgets that codes have and one of its own.</summary>
public sealed class ProviderTrials(
    ProviderTrial trial, CodeHasher hasher, SendBudgets budgets, IOptions<SendBudgetOptions> options, AuditLog audit, IdpDbContext db)
{
    /// <summary>Sends a test message, and tells what the provider answered.</summary>
    /// <param name="visit">The operator.</param>
    /// <param name="which">Whom to try.</param>
    /// <param name="destination">E.164, or an address.</param>
    /// <param name="language">Of the message.</param>
    /// <param name="ct">Cancels what comes before the sending.</param>
    public async Task<Trial> TryAsync(PlatformVisit visit, ChannelProvider which, string destination, string language, CancellationToken ct)
    {
        if (!trial.Has(which))
        {
            return new Trial(IsOverBudget: false, Outcome: null);
        }

        await db.LookNowAsync(ct);
        if ((await budgets.TakeAsync([.. KeysOf(visit, which, destination)], ct)).Over is not null)
        {
            return new Trial(IsOverBudget: true, Outcome: null);
        }

        // Recorded before it goes out: whoever hangs up in between has sent it all the same.
        audit.Record(new DeliveryTried(which.Channel, which.Known), visit.Operator.Id, sessionId: visit.Session.Id);
        await db.SaveChangesAsync(ct);
        return new Trial(IsOverBudget: false, (await trial.SendAsync(which, destination, language, CancellationToken.None))?.Outcome);
    }

    private IEnumerable<SendKey> KeysOf(PlatformVisit visit, ChannelProvider which, string destination)
    {
        var limits = options.Value;
        yield return new(limits.PerOperatorTrial, visit.Operator.Id.ToString("N"));
        yield return new(limits.PerDestination, Convert.ToHexStringLower(hasher.HashDestination(destination).AsSpan(0, 16)));
        if (which.Channel is not Channel.Email)
        {
            yield return new(limits.PerPrefix, PhoneNumber.FromStored(destination).Prefix);
        }

        yield return new(limits.PerDeployment, "all");
    }
}

/// <summary>What came of trying a provider.</summary>
/// <param name="IsOverBudget">Nothing was sent: enough was today.</param>
/// <param name="Outcome">What the provider answered; null when it was not asked, or there is none of that name.</param>
public sealed record Trial(bool IsOverBudget, MessageOutcome? Outcome);
