using IdentityProvider.Limits;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Codes;

/// <summary>Which budgets a code draws on. Every send costs money, and somebody earns it: toll fraud is sends nobody asked for.</summary>
public sealed class CodeBudgets(SendBudgets budgets, IOptions<SendBudgetOptions> options, IHttpContextAccessor http)
{
    public Task<SendDecision> TakeAsync(CodeRequest request, CodeTarget target, CancellationToken ct) =>
        budgets.TakeAsync([.. KeysOf(request, target)], ct);

    public Task GiveBackAsync(IEnumerable<string> receipts, CancellationToken ct) => budgets.GiveBackAsync(receipts, ct);

    // Narrow first, and always in this order: two sends that share rows then lock them in the same order.
    private IEnumerable<SendKey> KeysOf(CodeRequest request, CodeTarget target)
    {
        var (limits, user) = (options.Value, request.User.Id.ToString("N"));
        var destination = Convert.ToHexStringLower(target.DestinationHash.AsSpan(0, 16));
        yield return new(limits.PerUserDestination, $"{user}:{destination}");
        yield return new(limits.PerUserDestinationDay, $"{user}:{destination}");
        if (request.IsUnverified)
        {
            yield return new(limits.PerUnverified, destination);
            yield return new(limits.PerUserUnverified, user);
        }

        yield return new(limits.PerDestination, destination);
        if (target.Prefix is { } prefix)
        {
            yield return new(limits.PerPrefix, prefix);
        }

        if (http.HttpContext is { } context)
        {
            yield return new(limits.PerNetwork, NetworkAddress.Of(context.Connection.RemoteIpAddress));
        }

        if (request.Clinic is { } clinic)
        {
            yield return new(limits.PerClinic, clinic.Id.ToString("N"));
        }

        yield return new(limits.PerDeployment, "all");
    }
}
