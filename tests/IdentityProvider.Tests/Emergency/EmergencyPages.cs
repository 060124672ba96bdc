using IdentityProvider.Clinics;
using IdentityProvider.Emergency;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Emergency;

/// <summary>What people do on the pages of emergency access.</summary>
internal static class EmergencyPages
{
    public const string Reason = "Patient in shock in room 2, chart needed now";

    /// <summary>A clinic that has it switched on for one person, who has an envelope, and an app that opens.</summary>
    public static async Task<EmergencyScene> EmergencyAsync(this IdpHost idp, Action<Scene>? change = null, bool marked = true)
    {
        var scene = new Scene();
        change?.Invoke(scene);
        var clinic = await idp.Given.ClinicAsync();
        var admin = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((clinic, Role.Owner)));
        var person = await idp.Given.PersonAsync((clinic, scene.Role));
        if (scene.HasPhone)
        {
            person = await idp.Given.WithPhoneAsync(person);
        }

        await idp.Given.PolicyAsync(clinic, new ClinicPolicy
        {
            EmergencyAccess = scene.IsOn,
            EmergencyMinutes = scene.Minutes,
            EmergencyUsers = scene.IsNamed ? [person.Id] : [admin.Id],
            When = MfaMoment.EverySignIn,
        });
        var app = await idp.Given.AppAsync(idp.Issuer, client => scene.Client?.Invoke(client));
        if (marked)
        {
            await idp.MarkAsync(clinic, app, admin);
        }

        return new EmergencyScene(clinic, admin, person, app, await idp.PrintAsync(clinic, person, admin));
    }

    /// <summary>The code in a new envelope.</summary>
    public static Task<string> PrintAsync(this IdpHost idp, Clinic clinic, Person person, Person admin) => idp.WithAsync<IServiceProvider, string>(async services =>
    {
        var code = (await services.GetRequiredService<EnvelopeCodes>().PrintAsync(clinic.Id, person.Id, admin.Id, Ct))!;
        await services.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct);
        return code;
    });

    /// <summary>Another password, set elsewhere: as after a reset.</summary>
    public static Task<int> ReplacePasswordAsync(this IdpHost idp, Person person, string password) => idp.WithAsync<IServiceProvider, int>(async services =>
    {
        var db = services.GetRequiredService<IdpDbContext>();
        services.GetRequiredService<IdentityProvider.Users.Passwords>().Set(await db.Users.SingleAsync(user => user.Id == person.Id, Ct), password);
        return await db.SaveChangesAsync(Ct);
    });

    public static Task<int> MarkAsync(this IdpHost idp, Clinic clinic, TestApp app, Person owner) => idp.WithAsync<IServiceProvider, int>(async services =>
    {
        await services.GetRequiredService<IdentityProvider.Access.EmergencyAccesses>().MarkAsync(clinic.Id, app.ClientId, opens: true, owner.Id, Ct);
        return await services.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct);
    });

    /// <summary>From the app's request by the link on the sign-in page: name, password, reason.</summary>
    public static async Task<Page> EnterEmergencyAsync(this Browser browser, TestApp app, Person person, string? password = null, string scope = "openid profile")
    {
        await browser.GoToAsync(app.AuthorizeUrl(scope));
        await browser.PressAsync("A patient cannot wait? Emergency access");
        return await browser.SubmitAsync(new { person.Email, Password = password ?? person.Password, Reason });
    }

    /// <summary>All of it.</summary>
    public static async Task<Page> OpenEmergencyAsync(this Browser browser, EmergencyScene scene, string scope = "openid profile")
    {
        await browser.EnterEmergencyAsync(scene.App, scene.Person, scope: scope);
        return await browser.SubmitAsync(new { scene.Code });
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal sealed class Scene
    {
        public Role Role { get; set; } = Role.Staff;

        public bool IsOn { get; set; } = true;

        public bool IsNamed { get; set; } = true;

        public bool HasPhone { get; set; }

        public int Minutes { get; set; } = 60;

        public Action<IdentityProvider.Clients.RegisteredClient>? Client { get; set; }
    }
}

/// <param name="Admin">The owner, with a phone.</param>
/// <param name="Person">Who is named.</param>
/// <param name="Code">In the person's envelope.</param>
internal sealed record EmergencyScene(Clinic Clinic, Person Admin, Person Person, TestApp App, string Code);
