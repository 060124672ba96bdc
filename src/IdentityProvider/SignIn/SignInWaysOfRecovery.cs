using System.Collections.Immutable;
using IdentityProvider.Factors;

namespace IdentityProvider.SignIn;

/// <summary>What a password reset can be proven with.</summary>
/// <param name="AnyCounts">Whether anything is on file that must be proven, even if nothing of it can be just now.</param>
public sealed record RecoveryWays(ImmutableArray<WayIn> Usable, bool AnyDisabled, bool AnyCounts);

/// <summary>Which of the ways prove a reset.</summary>
public sealed partial class SignInWays
{
    /// <summary>
    /// What can prove a password reset: not an e-mailed code, because the link came by e-mail too; not an admin's bypass code, which answers for a
    /// lost phone and not for a lost password; and not a phone that is on file for less than a day.
    /// </summary>
    public async Task<RecoveryWays> ForRecoveryAsync(UserOnFile file, DateTimeOffset now, CancellationToken ct)
    {
        var onFile = await OfAsync(file, ct);
        var old = file.Factors.All.Where(factor => factor.PhoneId is null || file.PhoneOf(factor)?.CanRecover(now) == true)
            .Select(factor => factor.Id).ToHashSet();
        var counting = onFile.Usable.Where(way => way.Way is not (Way.Email or Way.BypassCode)).ToList();
        return new RecoveryWays(
            [.. counting.Where(way => way.Way is not (Way.Text or Way.Voice) || (way.FactorId is { } id && old.Contains(id)))],
            onFile.AnyDisabled,
            onFile.AnyDisabled || counting.Any(way => way.IsFactor));
    }
}
