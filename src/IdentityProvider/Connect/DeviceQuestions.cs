using IdentityProvider.Access;
using IdentityProvider.Clients;
using IdentityProvider.Clinics;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Connect;

/// <summary>A device that waits for this browser's decision.</summary>
/// <param name="Demand">What its app asks of whoever signs in for it.</param>
/// <param name="Answer">Null when the app is not for this user.</param>
/// <param name="UserCode">As the device shows it.</param>
/// <param name="Email">The address of whoever is signed in, so that people see whether it is the right account.</param>
internal sealed record DeviceQuestion(
    PendingDevice Device, Client Client, Session Session, SignInDemand Demand, SignInAnswer.GoodEnough? Answer, Clinic? Clinic, string UserCode, string Email)
{
    /// <summary>What its app asks for, as far as it may still have it: some minutes have passed since it was registered for all of that.</summary>
    public Scope Asked => Scope.Of(Device.Scopes.Where(Client.Scopes.Contains));

    /// <summary>Whether there is anything to say yes to.</summary>
    public bool CanBeAllowed => Answer is not null && !Asked.IsEmpty;
}

/// <summary>Reads what the page about a device asks, once the browser is signed in as the device's app wants it.</summary>
internal sealed class DeviceQuestions(PendingDevices devices, RegisteredClients clients, SignInDoor door, IdpDbContext db, TimeProvider clock)
{
    /// <returns>Neither when no device waits for this session: the code has to be typed again.</returns>
    public async Task<(DeviceQuestion? Question, IActionResult? Elsewhere)> ReadAsync(HttpContext http, CancellationToken ct)
    {
        var session = ((SignInAnswer.GoodEnough)http.Features.Get<SignInAnswer>()!).Session;
        if (!Guid.TryParse(http.Request.Query[ConfirmDeviceModel.DeviceName], out var id) || await devices.FindAsync(id, session.Id, ct) is not { } device
            || await clients.FindAsync(device.ClientId, ct) is not { } client)
        {
            return (null, null);
        }

        var demand = DemandOf(device, client);
        var answer = await door.AskAsync(http, demand, ct);
        if (answer is SignInAnswer.MustSignIn missing)
        {
            await door.SendInAsync(http, missing.Draft!, ct);
            await db.SaveChangesAsync(ct);
            return (null, SignInFlow.SeeOther(missing.Path));
        }

        return (await QuestionAsync(http, device, client, session, demand, answer as SignInAnswer.GoodEnough, ct), null);
    }

    private async Task<DeviceQuestion> QuestionAsync(
        HttpContext http, PendingDevice device, Client client, Session session, SignInDemand demand, SignInAnswer.GoodEnough? enough, CancellationToken ct)
    {
        var clinic = enough?.Membership is { } membership ? await db.Clinics.SingleAsync(c => c.Id == membership.ClinicId, ct) : null;
        GateFrame.Set(http, new GateFrame(clinic?.Name, client.Name, clinic?.FrontDeskPhone, clinic?.BrandColor, clinic?.Zone ?? TimeZoneInfo.Utc));
        var email = await db.Users.Where(user => user.Id == session.UserId).Select(user => user.Email!).SingleAsync(ct);
        return new DeviceQuestion(device, client, session, demand, enough, clinic, devices.UserCodeOf(device), email);
    }

    private SignInDemand DemandOf(PendingDevice device, Client client) => new()
    {
        AskedAt = clock.GetUtcNow(),
        Return = new LocalReturn(LocalPage.DeviceConfirm, Query: $"?{ConfirmDeviceModel.DeviceName}={device.Id}"),
        AppName = client.Name,
        Audience = AuthorizeDemand.AudienceOf(client),
        LeastAcr = client.MinimumAcr,
    };
}
