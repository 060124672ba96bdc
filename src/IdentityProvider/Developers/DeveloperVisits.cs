using IdentityProvider.Access;
using IdentityProvider.Clients;
using IdentityProvider.Shared;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Developers;

/// <summary>Somebody at the developer pages: a developer at the own apps, an operator at everybody's.</summary>
/// <param name="Now">UTC, one time for the whole request.</param>
public sealed record DeveloperVisit(Session Session, User User, DateTimeOffset Now)
{
    public static TimeZoneInfo Zone => TimeZoneInfo.Utc;

    public bool MayHandle(RegisteredClient client) => User.IsOperator || client.OwnerId == User.Id;
}

/// <summary>Reads who is there, after <see cref="SignedInAttribute"/> has let them in, and which app they may handle; sets the frame of the page.</summary>
public sealed class DeveloperVisits(IdpDbContext db, ClientDesk desk, IStringLocalizer<DeveloperTexts> texts, TimeProvider clock)
{
    public async Task<DeveloperVisit> BeginAsync(HttpContext http, CancellationToken ct)
    {
        var answer = http.Features.Get<SignInAnswer>() as SignInAnswer.GoodEnough
            ?? throw new InvalidOperationException("A developer page carries [SignedIn].");
        var user = await db.Users.SingleAsync(u => u.Id == answer.Session.UserId, ct);
        var visit = new DeveloperVisit(answer.Session, user, clock.GetUtcNow());
        Frame(http, visit);
        return visit;
    }

    /// <summary>The app, or null when there is none of that id or it is somebody else's: the two look the same.</summary>
    public async Task<DeveloperClient?> AppAsync(DeveloperVisit visit, string clientId, CancellationToken ct) =>
        await desk.FindAsync(clientId, ct) is { } found && visit.MayHandle(found.Client) ? found : null;

    private void Frame(HttpContext http, DeveloperVisit visit)
    {
        GateFrame.Set(http, new GateFrame(null, null, null, null, DeveloperVisit.Zone));
        List<ShellLink> links = visit.User.IsOperator ? [new ShellLink("/admin/platform/apps", texts["Links.Platform"])] : [];
        ShellFrame.Set(http, new ShellFrame(
            texts["Area"],
            "",
            visit.User.DisplayName,
            [
                new ShellLink("/developers", texts["Menu.Apps"], "apps"),
                new ShellLink("/developers/tokens", texts["Menu.Tokens"], "key"),
                new ShellLink("/developers/endpoints", texts["Menu.Endpoints"], "list-details"),
            ],
            [.. links, new ShellLink("/account", texts["Links.Account"])]));
    }
}
