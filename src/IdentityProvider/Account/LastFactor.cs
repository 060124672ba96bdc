namespace IdentityProvider.Account;

/// <summary>Nobody takes away the last factor that some place demands of them: the next sign-in would have nothing to ask for.</summary>
public sealed class LastFactor(OwnFactors factors, OwnDemands demands)
{
    /// <summary>Whether every place that demands a factor is content with what is left once there is no passkey.</summary>
    public async Task<bool> MayGoWithoutPasskeyAsync(AccountVisit visit, CancellationToken ct)
    {
        var left = (await factors.OfAsync(visit.User, ct)).Where(own => own.Factor.IsUsable).SelectMany(own => own.Factor.WaysIn).ToHashSet();
        return (await demands.OfAsync(visit, ct)).All(ways => ways.Overlaps(left));
    }
}
