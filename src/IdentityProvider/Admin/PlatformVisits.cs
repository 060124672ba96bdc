using IdentityProvider.Access;
using IdentityProvider.Shared;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin;

/// <summary>An operator at a page of the platform.</summary>
public sealed record PlatformVisit(Session Session, User Operator);

/// <summary>Reads who is there, after <see cref="SignedInAttribute"/> has let them in, and sets the frame of the page.</summary>
public sealed class PlatformVisits(IdpDbContext db, IStringLocalizer<AdminTexts> texts)
{
    public async Task<PlatformVisit> BeginAsync(HttpContext http, CancellationToken ct)
    {
        var answer = http.Features.Get<SignInAnswer>() as SignInAnswer.GoodEnough
            ?? throw new InvalidOperationException("A platform page carries [SignedIn].");
        var user = await db.Users.SingleAsync(u => u.Id == answer.Session.UserId, ct);
        GateFrame.Set(http, new GateFrame(null, null, null, null, TimeZoneInfo.Utc));
        ShellFrame.Set(http, new ShellFrame(
            texts["Platform.Area"],
            "",
            user.DisplayName,
            [new ShellLink("/admin/platform/apps", texts["Platform.Apps"], "apps"), new ShellLink("/admin/platform/practices", texts["Practices.Title"], "building-hospital"), new ShellLink("/admin/platform/delivery", texts["Delivery.Title"], "send")],
            [new ShellLink("/developers", texts["Links.Developers"]), new ShellLink("/account", texts["Links.Account"])]));
        return new PlatformVisit(answer.Session, user);
    }
}
