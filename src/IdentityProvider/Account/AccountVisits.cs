using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Shared;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Account;

/// <summary>Where somebody belongs: a clinic, and what they are there.</summary>
public sealed record Place(Membership Membership, Clinic Clinic);

/// <summary>Somebody at their own account.</summary>
/// <param name="Now">UTC, one time for the whole request.</param>
public sealed record AccountVisit(Session Session, User User, IReadOnlyList<Place> Places, DateTimeOffset Now)
{
    /// <summary>The clinic used last in this session, else the first one: its zone tells the time.</summary>
    public Clinic? Home =>
        (Places.FirstOrDefault(place => place.Membership.Id == Session.LastMembershipId) ?? (Places.Count > 0 ? Places[0] : null))?.Clinic;

    public TimeZoneInfo Zone => Home?.Zone ?? TimeZoneInfo.Utc;

    public bool AdministersAny => Places.Any(place => place.Membership.Administers);

    /// <summary>The language of what is sent to them: theirs, else the one the page is in.</summary>
    public string Language => User.Language ?? Languages.Current;
}

/// <summary>Reads who looks at the account, after <see cref="SignedInAttribute"/> has let them in, and sets the frame of the page.</summary>
public sealed class AccountVisits(IdpDbContext db, IStringLocalizer<AccountTexts> texts, TimeProvider clock)
{
    public async Task<AccountVisit> BeginAsync(HttpContext http, CancellationToken ct)
    {
        var answer = http.Features.Get<SignInAnswer>() as SignInAnswer.GoodEnough
            ?? throw new InvalidOperationException("An account page carries [SignedIn].");
        var user = await db.Users.SingleAsync(u => u.Id == answer.Session.UserId, ct);
        var places = await db.Memberships
            .Where(m => m.UserId == user.Id && m.AcceptedAt != null && m.DeactivatedAt == null)
            .Join(db.Clinics, m => m.ClinicId, clinic => clinic.Id, (m, clinic) => new Place(m, clinic))
            .ToListAsync(ct);
        var ordered = places.OrderBy(place => place.Clinic.Name).ThenBy(place => place.Membership.Role).ToList();
        var visit = new AccountVisit(answer.Session, user, ordered, clock.GetUtcNow());
        Frame(http, visit);
        return visit;
    }

    private void Frame(HttpContext http, AccountVisit visit)
    {
        GateFrame.Set(http, new GateFrame(visit.Home?.Name, null, visit.Home?.FrontDeskPhone, visit.Home?.BrandColor, visit.Zone));
        ShellFrame.Set(http, new ShellFrame(
            visit.Home?.Name ?? texts["Area"],
            visit.Home is null ? "" : texts["Area"],
            visit.User.DisplayName,
            [
                new ShellLink("/account", texts["Menu.Overview"], "shield-check"),
                new ShellLink("/account/password", texts["Menu.Password"], "lock"),
                new ShellLink("/account/factors", texts["Menu.Factors"], "shield-lock"),
                new ShellLink("/account/phone", texts["Menu.Phone"], "phone-call"),
                new ShellLink("/account/passkeys", texts["Menu.Passkeys"], "key"),
                new ShellLink("/account/second-step", texts["Menu.SecondStep"], "shield-lock"),
                new ShellLink("/account/browsers", texts["Menu.Browsers"], "device-desktop"),
                new ShellLink("/account/history", texts["Menu.History"], "clock"),
                new ShellLink("/account/email", texts["Menu.Email"], "mail"),
                new ShellLink("/account/invitations", texts["Menu.Invitations"], "building-hospital"),
                new ShellLink("/account/legacy", texts["Menu.Legacy"], "history"),
                new ShellLink("/account/sessions", texts["Menu.Sessions"], "clock"),
                new ShellLink("/account/apps", texts["Menu.Apps"], "apps"),
            ],
            visit.AdministersAny ? [new ShellLink("/admin", texts["Links.Admin"])] : []));
    }
}
