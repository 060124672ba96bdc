using IdentityProvider.Protocol;
using IdentityProvider.Tests.Emergency;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

/// <summary>
/// When a token ends is a rule that is written twice: for what its answer says (<see cref="AccessToken.Lifetime"/>), and in SQL for the reference tokens
/// that the statement stores which spends a code for them. Here the two are held to be one.
/// </summary>
public class TokenEndTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const int EmergencyMinutes = 20;

    // A quarter of the emergency's time is left when tokens are asked for.
    private static readonly TimeSpan InEmergency = TimeSpan.FromMinutes(EmergencyMinutes - 4);

    private static readonly TimeSpan?[] Lifetimes = [null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(60)];

    public enum Who
    {
        Staff,
        Patient,
        StaffInAnEmergency,
    }

    [Theory]
    [InlineData(Who.Staff, 5 * 60, 60, 60 * 60)]
    [InlineData(Who.Patient, 10 * 60, 60, 60 * 60)]
    [InlineData(Who.StaffInAnEmergency, 4 * 60, 60, 4 * 60)]
    public async Task An_answer_and_introspection_say_the_same_end_of_every_kind_of_token(Who who, params int[] seconds)
    {
        var (app, refresh) = await SignedInAsync(who);
        using var closing = app;
        foreach (var (lifetime, most) in Lifetimes.Zip(seconds))
        {
            foreach (var format in Enum.GetValues<AccessTokenFormat>())
            {
                await idp.ChangeClientAsync(app, client => (client.AccessTokenFormat, client.AccessTokenLifetime) = (format, lifetime));
                var tokens = await app.RefreshAsync(refresh);
                refresh = tokens.RefreshToken!;
                var said = tokens.Body.GetProperty("expires_in").GetInt32();
                var known = await app.IntrospectAsync(tokens.AccessToken);

                // Whole seconds are said, and an emergency does not end on one.
                var row = $"{who}, {format}, {lifetime}: {said} seconds in the answer";
                Assert.True(said <= most && said > most - 30, row);
                Assert.True(known.GetProperty("exp").GetInt64() - known.GetProperty("iat").GetInt64() - said is 0 or 1, $"{row}, and {known}");
            }
        }
    }

    private async Task<(TestApp App, string RefreshToken)> SignedInAsync(Who who)
    {
        using var browser = idp.OpenBrowser();
        if (who == Who.StaffInAnEmergency)
        {
            var scene = await idp.EmergencyAsync(s => (s.Minutes, s.Client) = (EmergencyMinutes, client => client.RefreshesWithinSession = true));
            await browser.OpenEmergencyAsync(scene, "openid offline_access");
            var opened = await scene.App.RedeemAsync(browser.CallbackUrl);
            idp.Clock.Advance(InEmergency);
            return (scene.App, opened.RefreshToken!);
        }

        var app = await idp.Given.AppAsync(idp.Issuer, client => client.RefreshesWithinSession = true);
        var clinic = await idp.Given.ClinicAsync(ConnectTest.PasswordOnly);
        await browser.SignInAsync(app.AuthorizeUrl("openid"), who == Who.Staff ? await idp.Given.StaffAsync(clinic) : await idp.Given.PatientAsync(clinic));
        return (app, (await app.RedeemAsync(browser.CallbackUrl)).RefreshToken!);
    }
}
