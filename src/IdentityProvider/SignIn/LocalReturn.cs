namespace IdentityProvider.SignIn;

/// <summary>The pages of our own that may ask for a sign-in. A return goes to one of these and nowhere else.</summary>
public enum LocalPage
{
    Account,
    AccountApps,
    AccountBrowsers,
    AccountEmail,
    AccountInvitations,
    AccountLegacy,
    AccountPassword,
    AccountFactors,
    AccountFactorsApp,
    AccountFactorsCodes,
    AccountFactorsEmail,
    AccountFactorsRemove,
    AccountHistory,
    AccountPhone,
    AccountPasskeys,
    AccountPasskeyNew,
    AccountPasskeyEdit,
    AccountSessions,
    AccountSecondStep,
    AccountSecondStepOn,
    AccountSecondStepOff,
    Admin,
    AdminPolicy,
    AdminApps,
    AdminPeople,
    AdminPerson,
    AdminPersonPasswordLink,
    AdminPersonRecovery,
    AdminPersonBypass,
    AdminPersonFactors,
    AdminPersonSignOut,
    AdminPersonUnlock,
    AdminPersonRole,
    AdminPersonEmail,
    AdminPersonDeactivate,
    AdminPersonReactivate,
    AdminInvitations,
    AdminPractice,
    AdminPersonForgetBrowsers,
    AdminPersonResetPhone,
    AdminRequests,
    AdminPersonEndEverything,
    AdminPersonSecondStep,
    PlatformApps,
    PlatformPractices,
    Developers,
    DevelopersRegister,
    DevelopersTokens,
    DevelopersApp,
    DevelopersAppEdit,
    DevelopersAppKeys,
    DevelopersEndpoints,
    AdminEmergency,
    Emergency,
    Device,
    DeviceConfirm,
}

/// <summary>
/// Where a sign-in for our own pages ends. The path comes from the list above, never from a request: an open redirect needs a
/// URL from outside, and there is none here.
/// </summary>
/// <param name="PracticeId">The clinic of a console page; null elsewhere.</param>
/// <param name="Query">What the page itself wants back, composed by the server, starting with "?". Never shown, never a path.</param>
/// <param name="ClientId">The app of a developer page; null elsewhere.</param>
/// <param name="PersonId">The person of a console page; null elsewhere.</param>
public sealed record LocalReturn(LocalPage Page, string? PracticeId = null, string? Query = null, string? ClientId = null, string? PersonId = null)
{
    public string Path => Place + (Query is { Length: > 0 } query && query[0] == '?' ? query : "");

    private string Place => Page switch
    {
        LocalPage.Account => "/account",
        LocalPage.AccountApps => "/account/apps",
        LocalPage.AccountHistory => "/account/history",
        LocalPage.AccountBrowsers => "/account/browsers",
        LocalPage.AccountEmail => "/account/email",
        LocalPage.AccountInvitations => "/account/invitations",
        LocalPage.AccountLegacy => "/account/legacy",
        LocalPage.AccountPassword => "/account/password",
        LocalPage.AccountFactors => "/account/factors",
        LocalPage.AccountFactorsApp => "/account/factors/app",
        LocalPage.AccountFactorsCodes => "/account/factors/codes",
        LocalPage.AccountFactorsEmail => "/account/factors/email",
        LocalPage.AccountFactorsRemove => "/account/factors/remove",
        LocalPage.AccountPhone => "/account/phone",
        LocalPage.AccountPasskeys => "/account/passkeys",
        LocalPage.AccountPasskeyNew => "/account/passkeys/new",
        LocalPage.AccountPasskeyEdit => "/account/passkeys/edit",
        LocalPage.AccountSessions => "/account/sessions",
        LocalPage.AccountSecondStep => "/account/second-step",
        LocalPage.AccountSecondStepOn => "/account/second-step/on",
        LocalPage.AccountSecondStepOff => "/account/second-step/off",
        LocalPage.Admin => "/admin",
        LocalPage.AdminEmergency => $"/admin/{Uri.EscapeDataString(PracticeId ?? "")}/emergency",
        LocalPage.Emergency => "/emergency/on",
        LocalPage.Device => "/device",
        LocalPage.DeviceConfirm => "/device/confirm",
        LocalPage.AdminPolicy => $"{Console}/policy",
        LocalPage.AdminApps => $"{Console}/apps",
        LocalPage.AdminPeople => $"{Console}/people",
        LocalPage.AdminPerson => Person,
        LocalPage.AdminPersonPasswordLink => $"{Person}/password-link",
        LocalPage.AdminPersonRecovery => $"{Person}/recovery",
        LocalPage.AdminPersonBypass => $"{Person}/bypass",
        LocalPage.AdminPersonFactors => $"{Person}/factors",
        LocalPage.AdminPersonSignOut => $"{Person}/sign-out",
        LocalPage.AdminPersonUnlock => $"{Person}/unlock",
        LocalPage.AdminPersonRole => $"{Person}/role",
        LocalPage.AdminPersonEmail => $"{Person}/email",
        LocalPage.AdminPersonDeactivate => $"{Person}/deactivate",
        LocalPage.AdminPersonReactivate => $"{Person}/reactivate",
        LocalPage.AdminInvitations => $"{Console}/people/invitations",
        LocalPage.AdminPractice => $"{Console}/practice",
        LocalPage.AdminPersonForgetBrowsers => $"{Person}/forget-browsers",
        LocalPage.AdminPersonResetPhone => $"{Person}/reset-phone",
        LocalPage.AdminRequests => $"{Console}/requests",
        LocalPage.AdminPersonEndEverything => $"{Person}/end-everything",
        LocalPage.AdminPersonSecondStep => $"{Person}/second-step",
        LocalPage.PlatformApps => "/admin/platform/apps",
        LocalPage.PlatformPractices => "/admin/platform/practices",
        LocalPage.Developers => "/developers",
        LocalPage.DevelopersRegister => "/developers/new",
        LocalPage.DevelopersTokens => "/developers/tokens",
        LocalPage.DevelopersApp => $"/developers/apps/{Uri.EscapeDataString(ClientId ?? "")}",
        LocalPage.DevelopersAppEdit => $"/developers/apps/{Uri.EscapeDataString(ClientId ?? "")}/edit",
        LocalPage.DevelopersAppKeys => $"/developers/apps/{Uri.EscapeDataString(ClientId ?? "")}/keys",
        LocalPage.DevelopersEndpoints => "/developers/endpoints",
    };

    private string Console => $"/admin/{Uri.EscapeDataString(PracticeId ?? "")}";

    private string Person => $"{Console}/people/{Uri.EscapeDataString(PersonId ?? "")}";
}
