namespace IdentityProvider.Tests.SignIn.Walks;

/// <summary>What happens while somebody signs in, and what it ends.</summary>
internal sealed partial class Truth
{
    private void Happens(Deed deed)
    {
        switch (deed.Act)
        {
            case Act.Wait:
                _world.Now += deed.Time;
                _passwords.Waited(deed.Time);
                break;
            case Act.Policy:
                _world.Change(deed.Tab, Cast.Houses[deed.Number]);
                break;
            case Act.Floor:
                _world.Server = Cast.Servers[deed.Number];
                break;
            case Act.NewPassword:
                (_world.Passwords[deed.Number], _world.PasswordSince[deed.Number]) = (deed.Text, _world.Now);
                EndTrust(deed.Number);
                EndSessions(session => session.Who == deed.Number);
                break;
            case Act.NewPhone:
                _world.OwnerOf.Where(owned => owned.Value == deed.Number).Select(owned => owned.Key).ToList().ForEach(phone => _world.OwnerOf.Remove(phone));
                (_world.OwnerOf[deed.Phone], _world.EverHadPhone[deed.Number]) = (deed.Number, true);
                EndTrust(deed.Number);
                break;
            case Act.OwnSwitch:
                _world.AsksForThemselves[deed.Number] = deed.Yes;
                break;
            case Act.ForgetBrowsers:
                EndTrust(deed.Number);
                break;
            case Act.Leave or Act.Return:
                LeaveOrReturn(deed);
                break;
        }
    }

    private void LeaveOrReturn(Deed deed)
    {
        var (who, clinic, _) = Cast.Places[deed.Number];
        if (deed.Act == Act.Leave && !_world.HasLeft[deed.Number])
        {
            // What they have open at another clinic stands, whatever it rests on.
            ForgetBrowsersOf(who);
            var isLast = !Cast.Places.Where((place, at) => place.Who == who && at != deed.Number && !_world.HasLeft[at]).Any();
            EndSessions(session => session.Who == who && (isLast || session.Clinics.Contains(clinic)));
        }

        _world.HasLeft[deed.Number] = deed.Act == Act.Leave;
    }

    // A session in which the remembered browser was all there was beside the password ends with it.
    private void EndTrust(int who)
    {
        ForgetBrowsersOf(who);
        EndSessions(session => session.Who == who && session.StoodIn is not null && session.Steps.Count == 0);
    }

    private void ForgetBrowsersOf(int who)
    {
        foreach (var trust in _trust.Where(of => of.Key.Who == who).Select(of => of.Value))
        {
            trust.HasEnded = true;
        }
    }

    private void EndSessions(Func<TruthSession, bool> which)
    {
        foreach (var session in _sessions)
        {
            if (session is not null && which(session))
            {
                session.HasEnded = true;
            }
        }
    }
}
