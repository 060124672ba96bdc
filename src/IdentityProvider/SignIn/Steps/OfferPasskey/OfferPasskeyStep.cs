using System.Collections.Immutable;
using IdentityProvider.Factors;
using Microsoft.Extensions.Options;

namespace IdentityProvider.SignIn.Steps.OfferPasskey;

/// <summary>After a few sign-ins: would a passkey be easier? "Not now" is an answer, and nobody is asked again for a while.</summary>
public sealed class OfferPasskeyStep(IOptions<PasskeyOptions> options) : ISignInStep
{
    public const string Page = "/sign-in/offer-passkey";

    public static readonly TimeSpan AskedAgainAfter = TimeSpan.FromDays(90);

    public string Path => Page;

    public bool IsNeeded(SignInFacts facts, EffectivePolicy policy, DateTimeOffset now) =>
        options.Value.OfferAfter is > 0 and var least && facts.SignInsWithoutOffer >= least && MayAdd(facts);

    // A factor is added with the password and a factor, where one is on file. A browser that was trusted showed none.
    private static bool MayAdd(SignInFacts facts)
    {
        var factors = facts.Ways.Where(way => way.IsFactor).Select(way => Ways.ProofOf(way.Way)).ToImmutableHashSet();
        return !facts.HasDisabledFactor && (factors.IsEmpty || facts.Proofs.Any(proof => factors.Contains(proof.Kind)));
    }
}
