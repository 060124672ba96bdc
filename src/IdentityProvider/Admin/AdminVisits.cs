using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Shared;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin;

/// <summary>An owner or admin at a page of a clinic's console.</summary>
/// <param name="Role">Owner or admin.</param>
public sealed record AdminVisit(Session Session, User Admin, Clinic Clinic, Role Role)
{
    public TimeZoneInfo Zone => Clinic.Zone;
}

/// <summary>Reads who is in the console and where, after <see cref="SignedInAttribute"/> has let them in, and sets the frame of the page.</summary>
public sealed class AdminVisits(IdpDbContext db, IStringLocalizer<AdminTexts> texts)
{
    public async Task<AdminVisit> BeginAsync(HttpContext http, CancellationToken ct)
    {
        var answer = http.Features.Get<SignInAnswer>() as SignInAnswer.GoodEnough
            ?? throw new InvalidOperationException("A console page carries [SignedIn].");
        var membership = answer.Membership ?? throw new InvalidOperationException("A console page is for a clinic's admins.");
        var clinic = await db.Clinics.SingleAsync(c => c.Id == membership.ClinicId, ct);
        var admin = await db.Users.SingleAsync(user => user.Id == answer.Session.UserId, ct);
        var visit = new AdminVisit(answer.Session, admin, clinic, membership.Role);
        Frame(http, visit);
        return visit;
    }

    private void Frame(HttpContext http, AdminVisit visit)
    {
        var clinic = visit.Clinic;
        GateFrame.Set(http, new GateFrame(clinic.Name, null, clinic.FrontDeskPhone, clinic.BrandColor, visit.Zone));
        ShellFrame.Set(http, new ShellFrame(
            clinic.Name,
            texts["Area"],
            visit.Admin.DisplayName,
            Menu(visit),
            [new ShellLink("/admin", texts["Links.Clinics"]), new ShellLink("/account", texts["Links.Account"])]));
    }

    // Only what opens: apps are an owner's to approve.
    private IReadOnlyList<ShellLink> Menu(AdminVisit visit)
    {
        var console = $"/admin/{Uri.EscapeDataString(visit.Clinic.PracticeId)}";
        var policy = new ShellLink($"{console}/policy", texts["Menu.Policy"], "shield-lock");
        var people = new ShellLink($"{console}/people", texts["Menu.People"], "users");
        var emergency = new ShellLink($"{console}/emergency", texts["Menu.Emergency"], "alert-triangle");
        var practice = new ShellLink($"{console}/practice", texts["Menu.Practice"], "building-hospital");
        var delivery = new ShellLink($"{console}/delivery", texts["Delivery.Title"], "send");
        var requests = new ShellLink($"{console}/requests", texts["Menu.Requests"], "phone-call");
        return visit.Role == Role.Owner
            ? [policy, people, requests, emergency, new ShellLink($"{console}/apps", texts["Menu.Apps"], "apps"), delivery, practice]
            : [policy, people, requests, emergency, delivery, practice];
    }
}
