using IdentityProvider.Access;
using IdentityProvider.Devices;
using IdentityProvider.Users;

namespace IdentityProvider.Tests.SignIn.Walks.Pure;

/// <summary>What happens while somebody signs in: time passes, clinics change their rules, passwords and phones are replaced elsewhere.</summary>
internal sealed partial class PureGround
{
    private bool Happens(Deed deed)
    {
        switch (deed.Act)
        {
            case Act.Wait:
                _now += deed.Time;
                return true;
            case Act.Policy:
                _house.Change(deed.Tab, Cast.Houses[deed.Number], _now);
                return true;
            case Act.Floor:
                _house.Change(Cast.Servers[deed.Number]);
                return true;
            case Act.NewPassword:
                _people[deed.Number].Password = deed.Text;
                _people[deed.Number].User.RenewStamps(_now);
                EndEverything(_people[deed.Number]);
                return true;
            case Act.NewPhone:
                _people[deed.Number].ReplacePhone(deed.Phone, _now);
                EndTrust(_people[deed.Number], DeviceEnd.FactorChanged);
                return true;
            case Act.OwnSwitch:
                Switch(_people[deed.Number].User, deed.Yes);
                return true;
            case Act.ForgetBrowsers:
                EndTrust(_people[deed.Number], DeviceEnd.Revoked);
                return true;
            case Act.Leave or Act.Return:
                LeaveOrReturn(deed);
                return true;
            default:
                return false;
        }
    }

    private void Switch(User user, bool on)
    {
        if (on)
        {
            user.SwitchSecondStepOn(_now);
        }
        else
        {
            user.SwitchSecondStepOff();
        }
    }

    private void LeaveOrReturn(Deed deed)
    {
        var (who, clinic, _) = Cast.Places[deed.Number];
        var person = _people[who];
        var place = person.Places.First(place => place.ClinicId == _house.Clinics[clinic]);
        if (deed.Act == Act.Return)
        {
            place.Reactivate();
            return;
        }

        if (!place.IsActive)
        {
            return;
        }

        place.Deactivate(_now);
        if (person.Places.Any(other => other.IsActive))
        {
            EndSessions(session => session.LastMembershipId == place.Id || _grants.Contains((session.Id, place.Id)), SessionEnd.Deactivated);
            EndDevices(person, DeviceEnd.Deactivated);
        }
        else
        {
            EndEverything(person);
        }
    }

    private void EndEverything(PurePerson person)
    {
        EndSessions(session => session.UserId == person.User.Id, SessionEnd.PasswordReset);
        EndDevices(person, DeviceEnd.PasswordChanged);
    }

    private void EndTrust(PurePerson person, DeviceEnd reason)
    {
        var ended = EndDevices(person, reason);
        EndSessions(session => session.UserId == person.User.Id && ended.Count > 0 && session.RestsOnTrustIn(ended), SessionEnd.TrustEnded);
    }

    private List<Guid> EndDevices(PurePerson person, DeviceEnd reason)
    {
        var live = _devices.FindAll(device => device.UserId == person.User.Id && device.EndedAt is null);
        live.ForEach(device => device.End(reason, _now));
        return live.ConvertAll(device => device.Id);
    }

    private void EndSessions(Func<Session, bool> which, SessionEnd reason)
    {
        foreach (var browser in _browsers)
        {
            if (browser.Session is { } session && which(session))
            {
                session.End(reason, _now);
            }
        }
    }
}
