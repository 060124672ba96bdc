using IdentityProvider.Access;
using IdentityProvider.Factors;
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
    public void A_password_that_was_replaced_since_opens_no_locked_session_and_nothing_that_was_proven_after_it_counts()
    {
        var user = new User("maya@clinic.example", "Maya Okafor", Noon);
        var session = new Session(user.Id, [1], Noon, TimeSpan.FromHours(12));
        session.Add([new Proof(ProofKind.Text, Noon)]);
        _attempt.ProvePassword(user.SecurityStamp!, Noon);
        _attempt.Prove(ProofKind.Passkey, Noon);
        _attempt.Choose(Way.Passkey);
        Assert.False(SignInTurns.FactsOf(_attempt, user, session, isLocked: true).IsLocked);

        user.RenewStamps(Noon.AddMinutes(1));
        var facts = SignInTurns.FactsOf(_attempt, user, session, isLocked: true);

        Assert.True(facts.IsLocked);
        Assert.Empty(facts.ProvenHere);
        Assert.False(facts.PasskeyWasSecond);
        Assert.Equal([ProofKind.Text], facts.Proofs.Select(proof => proof.Kind));
    }

    [Fact]
    public void A_password_typed_anew_does_not_bring_back_what_was_proven_before_it_was_replaced()
    {
        _attempt.ProvePassword("stamp", Noon);
        _attempt.Prove(ProofKind.Text, Noon);

        _attempt.ProvePassword("another", Noon.AddMinutes(1));

        Assert.Equal([ProofKind.Password], _attempt.ProofsUnder("another").Select(proof => proof.Kind));
    }

    [Fact]
    public void A_reset_keeps_the_factor_it_was_proven_with()
    {
        _attempt.Recover("stamp", approvalId: null);
        _attempt.Prove(ProofKind.Text, Noon);

        _attempt.FinishRecovery("another", Noon);

        Assert.Equal([ProofKind.Text, ProofKind.Password], _attempt.ProofsUnder("another").Select(proof => proof.Kind));
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
