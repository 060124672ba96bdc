using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using IdentityProvider.Users;

namespace IdentityProvider.Tests.SignIn;

/// <summary>What an attempt takes for proven, and what it does not.</summary>
public class SignInAttemptTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly SignInAttempt _attempt = new(new SignInDemand { AskedAt = Noon }, Noon);

    [Fact]
    public void A_password_is_proven_with_the_stamp_it_belongs_to_and_in_no_other_way()
    {
        Assert.Throws<ArgumentException>(() => _attempt.Prove(ProofKind.Password, Noon));
        Assert.Throws<ArgumentException>(() => _attempt.Prove(new Proof(ProofKind.Password, Noon)));
        Assert.Empty(_attempt.Proofs);

        _attempt.ProvePassword("stamp", Noon);

        Assert.True(_attempt.IsOutdated("another"));
        Assert.False(_attempt.IsOutdated("stamp"));
    }

    [Fact]
    public void An_emergency_begins_with_the_stamp_of_its_password()
    {
        var user = new User("maya@clinic.example", "Maya Okafor", Noon);

        _attempt.BeginEmergency([1], user, [2], Noon);

        Assert.False(_attempt.IsOutdated(user.SecurityStamp));
        user.RenewStamps(Noon.AddMinutes(1));
        Assert.True(_attempt.IsOutdated(user.SecurityStamp));
    }
}
