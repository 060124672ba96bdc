using IdentityProvider.Access;
using IdentityProvider.Delivery;
using IdentityProvider.Devices;
using IdentityProvider.Phones;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Tests.SignIn.Walks.Pure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.SignIn.Walks.Http;

/// <summary>What happens while somebody signs in, by the services that do it for the pages.</summary>
internal static class HttpHappenings
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<bool> DoAsync(WalkHost idp, HttpCast cast, Deed deed)
    {
        switch (deed.Act)
        {
            case Act.Wait:
                idp.Clock.Advance(deed.Time);
                return true;
            case Act.Policy:
                await idp.Given.PolicyAsync(cast.Clinics[deed.Tab], PureHouse.PolicyOf(Cast.Houses[deed.Number]));
                return true;
            case Act.Floor:
                idp.Change(Cast.Servers[deed.Number]);
                return true;
            case Act.NewPassword:
                await idp.DoAsync<IServiceProvider>(services => NewPasswordAsync(services, cast.People[deed.Number].Id, idp.HashOf(deed.Text), idp.Clock.GetUtcNow()));
                return true;
            case Act.NewPhone:
                await idp.DoAsync<IServiceProvider>(services => NewPhoneAsync(services, cast.People[deed.Number].Id, cast.NumberOf(deed.Phone), idp.Clock.GetUtcNow()));
                return true;
            case Act.OwnSwitch:
                await idp.DoAsync<IdpDbContext>(db => SwitchAsync(db, cast.People[deed.Number].Id, deed.Yes, idp.Clock.GetUtcNow()));
                return true;
            case Act.ForgetBrowsers:
                await idp.DoAsync<Endings>(endings => endings.EndTrustAsync(cast.People[deed.Number].Id, deviceId: null, DeviceEnd.Revoked, Ct));
                return true;
            case Act.Leave or Act.Return:
                await idp.DoAsync<IServiceProvider>(services => LeaveOrReturnAsync(services, cast.Places[deed.Number].Id, deed.Act == Act.Leave, idp.Clock.GetUtcNow()));
                return true;
            default:
                return false;
        }
    }

    private static async Task SwitchAsync(IdpDbContext db, Guid userId, bool on, DateTimeOffset now)
    {
        var user = await db.Users.SingleAsync(u => u.Id == userId, Ct);
        if (on)
        {
            user.SwitchSecondStepOn(now);
        }
        else
        {
            user.SwitchSecondStepOff();
        }
    }

    // As a reset does it.
    private static async Task NewPasswordAsync(IServiceProvider services, Guid userId, string hash, DateTimeOffset now)
    {
        var user = await services.GetRequiredService<IdpDbContext>().Users.SingleAsync(u => u.Id == userId, Ct);
        user.PasswordHash = hash;
        user.RenewStamps(now);
        await services.GetRequiredService<Endings>().EndEverythingAsync(userId, SessionEnd.PasswordReset, DeviceEnd.PasswordChanged, GrantEnd.RevokedByUser, Ct);
    }

    private static async Task NewPhoneAsync(IServiceProvider services, Guid userId, string number, DateTimeOffset now)
    {
        var user = await services.GetRequiredService<IdpDbContext>().Users.SingleAsync(u => u.Id == userId, Ct);
        var phones = services.GetRequiredService<UserPhones>();
        var phone = await phones.AddPendingAsync(userId, phones.Parse(number).Number!, Channel.Text, Ct);
        await services.GetRequiredService<PhoneReplacement>().FinishAsync(new PhoneOwner(user, Clinic: null, "en"), phone, Channel.Text, now, Ct);
    }

    private static async Task LeaveOrReturnAsync(IServiceProvider services, Guid placeId, bool leaves, DateTimeOffset now)
    {
        var place = await services.GetRequiredService<IdpDbContext>().Memberships.SingleAsync(m => m.Id == placeId, Ct);
        if (!leaves)
        {
            place.Reactivate();
        }
        else if (place.IsActive)
        {
            place.Deactivate(now);
            services.GetRequiredService<Endings>().EndMembership(place);
        }
    }
}
