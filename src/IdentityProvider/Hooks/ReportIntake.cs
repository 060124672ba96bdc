using System.Diagnostics.Metrics;
using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Reports;
using IdentityProvider.Limits;

namespace IdentityProvider.Hooks;

/// <summary>Takes in what a carrier reports, once for each name that it gives to a report.</summary>
internal sealed class ReportIntake(Outbox outbox, UsedOnce once, HookMetrics metrics, TimeProvider clock)
{
    /// <summary>The reports that have not been taken in yet.</summary>
    /// <param name="purpose">Whose names they are.</param>
    /// <param name="names">The carrier's names for them, each once.</param>
    /// <param name="ct">Cancels.</param>
    public Task<IReadOnlySet<string>> NewAsync(string purpose, IReadOnlyCollection<string> names, CancellationToken ct) => once.UnusedAsync(purpose, names, ct);

    /// <returns>False when it is too soon for it: then it is not remembered, and the carrier is asked to report again.</returns>
    public async Task<bool> TakeAsync(DeliveryReport report, CancellationToken ct)
    {
        var result = await outbox.ReportAsync(report, ct);
        if (result is ReportResult.Changed)
        {
            metrics.Reported(report);
        }

        return result is not ReportResult.TooSoon;
    }

    /// <summary>
    /// Remembers that they were taken in. Afterwards, not before: what a crash keeps from being remembered is reported again and leads to the same end;
    /// what it kept from being taken in would be lost.
    /// </summary>
    /// <param name="purpose">Whose names they are.</param>
    /// <param name="names">The carrier's names for them.</param>
    /// <param name="window">For how long the carrier may send them again and be believed.</param>
    /// <param name="ct">Cancels.</param>
    public Task DoneAsync(string purpose, IReadOnlyCollection<string> names, TimeSpan window, CancellationToken ct) =>
        once.UseAsync(purpose, names, clock.GetUtcNow() + window + window, ct);
}

/// <summary>What operators watch: whether carriers report, and what. Tags are words of our own lists.</summary>
internal sealed class HookMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _reports = meters.Create(DeliveryMetrics.Name).CreateCounter<long>(
        "idp.delivery.reports", "{report}", "Reports of carriers that changed what we know of a message, by provider and outcome.");

    private readonly Counter<long> _refused = meters.Create(DeliveryMetrics.Name).CreateCounter<long>(
        "idp.delivery.reports.refused", "{report}", "Reports that were not believed: no or a wrong signature, or too old.");

    public void Reported(DeliveryReport report) =>
        _reports.Add(1, new("provider", report.Provider), new("outcome", report.Outcome.ToString()));

    public void Refused(string provider) => _refused.Add(1, new KeyValuePair<string, object?>("provider", provider));
}
