using IdentityProvider.Access;
using IdentityProvider.Codes;
using IdentityProvider.Devices;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using IdentityProvider.SignIn.Steps.Code;
using IdentityProvider.SignIn.Steps.ConfirmFactor;

namespace IdentityProvider.Tests.SignIn.Walks.Pure;

/// <summary>How a POST ends: what comes next is begun, or the session.</summary>
internal sealed partial class PureGround
{
    private readonly List<TrustedDevice> _devices = [];
    private readonly HashSet<(Guid Session, Guid Place)> _grants = [];

    private string Advance(PureTab tab, PureBrowser browser)
    {
        var attempt = tab.Attempt!;
        var read = Read(browser, attempt);
        var turn = read with { Facts = read.Facts with { MaySend = true } };
        attempt.Posted(turn.Policy.Rule, _now);
        var next = _pipeline.Next(turn.Facts, turn.Policy, _now);
        if (next is null && SignInTrust.StandsIn(turn) && !UseTrust(turn, browser))
        {
            turn = turn with { Facts = turn.Facts with { Device = null } };
            next = _pipeline.Next(turn.Facts, turn.Policy, _now);
        }

        switch (next)
        {
            case null:
                Complete(turn, browser);
                return Seen.In;
            case CodeStep:
                Send(tab, turn, atOnce: false);
                break;
            case ConfirmFactorStep:
                SendSetUp(tab, turn, atOnce: false);
                break;
        }

        return next.Path;
    }

    private bool UseTrust(SignInTurn turn, PureBrowser browser)
    {
        if (turn.Facts.Device is not { } device)
        {
            return false;
        }

        if (browser.Remembered.TryGetValue(device.UserId, out var token) && device.EndedAt is null)
        {
            var fresh = token.Renew();
            device.Rotate(token.VerifierHash(), fresh.VerifierHash(), new BrowserSighting("", "", ""), _now);
            browser.Remembered[device.UserId] = fresh;
        }

        turn.Attempt.Prove(new Proof(ProofKind.TrustedDevice, _now) { EarnedBy = device.EarnedBy, TrustedAt = device.TrustedAt, DeviceId = device.Id });
        return true;
    }

    private void Complete(SignInTurn turn, PureBrowser browser)
    {
        var (attempt, user) = (turn.Attempt, turn.User!);
        var session = LiveSession(browser);
        if (session is not null && session.UserId == user.Id)
        {
            session.Add(SignInEnding.Added(turn, session, IsLocked(session)));
            session.Seen(_now);
        }
        else
        {
            session?.End(SessionEnd.AnotherUserSignedIn, _now);
            session = new Session(user.Id, [], _now, turn.Policy.LongestSession ?? new SessionOptions().Longest);
            session.Add(attempt.Proofs);
        }

        browser.Session = session;
        if (turn.Facts.Membership is { } membership)
        {
            session.Use(membership.Id);
        }

        Grant(turn, session);
        Earn(turn, browser);
        var kept = _removed == Removal.OtherTabsForgetNothing ? browser.Attempts.ToDictionary(other => other, other => (other.TypedName, other.UserId, other.Proofs)) : null;
        browser.ReplaceSecret(attempt, _now);
        foreach (var (other, (name, who, proofs)) in kept?.Where(of => of.Key != attempt && of.Value.TypedName is not null) ?? [])
        {
            other.Identify(name!, who);
            ProveAgain(other, proofs);
        }

        attempt.Finish(AttemptEnd.Completed, session.Id, turn.Facts.Membership?.Id, _now);
        _entry = EntryOf(turn, isAtOnce: false);
    }

    // Without the stamp of the password, which is a rule of its own: it would still tell whose it was.
    private static void ProveAgain(SignInAttempt attempt, IEnumerable<Proof> proofs)
    {
        foreach (var proof in proofs)
        {
            if (proof.Kind == ProofKind.Password)
            {
                attempt.ProvePassword(stamp: null!, proof.At);
            }
            else
            {
                attempt.Prove(proof);
            }
        }
    }

    // What the app is given stands for a place, and its session ends with that.
    private void Grant(SignInTurn turn, Session session)
    {
        if (turn.Facts.Membership is { } used)
        {
            _grants.Add((session.Id, used.Id));
        }
    }

    private void Earn(SignInTurn turn, PureBrowser browser)
    {
        if (_removed is Removal.TrustIsNotChosen or Removal.TrustIsNotEarned)
        {
            turn.Attempt.AnswerTrust(wanted: true);
        }

        var earnedBy = SignInTrust.EarnedBy(turn)?.Kind ?? (_removed == Removal.TrustIsNotEarned ? ProofKind.Text : null);
        if (earnedBy is not { } kind)
        {
            return;
        }

        var token = DeviceToken.Draw();
        if (browser.Remembered.TryGetValue(turn.User!.Id, out var before))
        {
            Row(before, turn.User.Id)?.End(DeviceEnd.Replaced, _now);
        }

        _devices.Add(new TrustedDevice(turn.User.Id, kind, token, new BrowserSighting("", "", ""), _now));
        browser.Remembered[turn.User.Id] = token;
    }

    private void Send(PureTab tab, SignInTurn turn, bool atOnce)
    {
        if (turn.Facts.WayToProve(turn.Policy) is not { FactorId: { } factor } way)
        {
            return;
        }

        turn.Attempt.Choose(way.Way);
        var phone = PersonOf(turn).LabelOf(factor);
        if (_codes.Send(turn, CodePurpose.SignIn, TargetOf(way.Way, phone, factor), atOnce) is { } digits)
        {
            _letters.Add(new Letter(Array.IndexOf(_tabs, tab), tab.Round, phone, way.Way == Way.Text ? 0 : 1, digits, SetsUp: false));
        }
    }

    private void SendSetUp(PureTab tab, SignInTurn turn, bool atOnce)
    {
        var way = turn.Attempt.SetUpWay!.Value;
        if (_codes.Send(turn, CodePurpose.PhoneVerification, SetUpTarget(way, tab.SettingUp), atOnce) is { } digits)
        {
            _letters.Add(new Letter(Array.IndexOf(_tabs, tab), tab.Round, tab.SettingUp, way == Way.Text ? 0 : 1, digits, SetsUp: true));
        }
    }

    private PurePerson PersonOf(SignInTurn turn) => _people[WhoIs(turn.User!.Id)];

    private CodeTarget SetUpTarget(Way way, int phone) => TargetOf(way, _removed == Removal.CodesForOtherNumbersConfirm ? 0 : phone, factor: null);

    private static CodeTarget TargetOf(Way way, int phone, Guid? factor) => new(SignInWays.ChannelOf(way), BitConverter.GetBytes(phone), "", factor);
}
