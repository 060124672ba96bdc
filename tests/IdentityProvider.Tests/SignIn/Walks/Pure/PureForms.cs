using IdentityProvider.Codes;
using IdentityProvider.Factors;
using IdentityProvider.Limits;
using IdentityProvider.SignIn;

namespace IdentityProvider.Tests.SignIn.Walks.Pure;

/// <summary>What is typed and chosen, and what becomes of it. Null where the attempt goes on; else the page it stays at.</summary>
internal sealed partial class PureGround
{
    private void StartOver(SignInAttempt attempt)
    {
        var proofs = attempt.Proofs;
        attempt.StartOver();
        attempt.AskWho();
        if (_removed == Removal.StartingOverForgetsNothing)
        {
            ProveAgain(attempt, proofs);
        }
    }

    private void GoOnFromSession(SignInAttempt attempt, PureBrowser browser)
    {
        if (attempt.TypedName is null && !attempt.Demand.SelectAccount && LiveSession(browser) is { } session)
        {
            attempt.GoOnFrom(session.Id, session.UserId, [1]);
        }
    }

    private string? TakePassword(Deed deed, SignInTurn turn)
    {
        if (turn.User is null)
        {
            return "/sign-in/password";
        }

        var key = new AttemptKey(AttemptKind.Password, $"{turn.User.Id:N}");
        if (_limits.Take(key, _now).Result != LimitResult.Taken
            || (deed.Text != PersonOf(turn).Password && _removed != Removal.AnyPasswordIsRight))
        {
            return "/sign-in/password";
        }

        _limits.Forgive(key);
        turn.Attempt.ProvePassword(turn.User.SecurityStamp!, _now);
        return null;
    }

    private string? TakeClinic(Deed deed, SignInTurn turn)
    {
        var clinic = _house.Clinics.ElementAtOrDefault(deed.Number);
        if (turn.Facts.Fitting.FirstOrDefault(place => place.ClinicId == clinic) is not { } chosen)
        {
            return "/sign-in/clinic";
        }

        turn.Attempt.ChooseClinic(chosen.Id);
        return null;
    }

    private static string? TakeWay(Deed deed, SignInTurn turn)
    {
        var way = deed.Number == 0 ? Way.Text : Way.Voice;
        if (turn.Facts.WaysToProve(turn.Policy).All(open => open.Way != way))
        {
            return "/sign-in/choose";
        }

        turn.Attempt.Choose(way);
        return null;
    }

    private string? TakeCode(Deed deed, PureTab tab, SignInTurn turn)
    {
        var factors = _removed == Removal.CodesForReplacedPhonesCount ? null : turn.Facts.WaysToProve(turn.Policy).Select(way => way.FactorId).OfType<Guid>();
        var (result, channel) = _codes.Check(turn, CodePurpose.SignIn, deed.Text, destination: null, factors);
        switch (result)
        {
            case CodeCheck.Accepted:
                turn.Attempt.Prove(SignInCodes.ProofOf(channel), _now);
                turn.Attempt.AnswerTrust(deed.Yes);
                return null;
            case CodeCheck.Late:
                Send(tab, turn, atOnce: true);
                return "/sign-in/code";
            default:
                return result == CodeCheck.Locked ? SignInFlow.LockedPage : "/sign-in/code";
        }
    }

    private static string? TakePhone(Deed deed, PureTab tab, SignInTurn turn)
    {
        var way = deed.Number == 0 ? Way.Text : Way.Voice;
        if (!turn.Policy.Allows(way))
        {
            return "/sign-in/set-up";
        }

        tab.SettingUp = deed.Phone;
        turn.Attempt.SetUp(way, Guid.CreateVersion7(turn.Now));
        return null;
    }

    private string? TakeSetUpCode(Deed deed, PureTab tab, SignInTurn turn)
    {
        var destination = SetUpTarget(turn.Attempt.SetUpWay!.Value, tab.SettingUp).DestinationHash;
        var (result, channel) = _codes.Check(turn, CodePurpose.PhoneVerification, deed.Text, destination, factors: null);
        if (result is CodeCheck.Late)
        {
            SendSetUp(tab, turn, atOnce: true);
        }

        if (result is not CodeCheck.Accepted)
        {
            return result == CodeCheck.Locked ? SignInFlow.LockedPage : "/sign-in/set-up/code";
        }

        var person = PersonOf(turn);
        person.OwesCodes |= !person.HasFactor;
        person.AddPhone(tab.SettingUp, channel, _now);
        turn.Attempt.FinishSetUp(SignInCodes.ProofOf(channel), _now);
        _added = (WhoIs(person.User.Id), tab.SettingUp);
        return null;
    }
}
