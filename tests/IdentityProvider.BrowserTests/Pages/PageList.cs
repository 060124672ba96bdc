namespace IdentityProvider.BrowserTests.Pages;

/// <summary>Who opens a page that can be opened by its address alone.</summary>
public enum Viewer
{
    /// <summary>Nobody is signed in.</summary>
    Stranger,

    /// <summary>Staff of two clinics, with a phone.</summary>
    Staff,

    /// <summary>The owner of a clinic, in its console.</summary>
    Owner,

    /// <summary>Registers apps.</summary>
    Developer,

    /// <summary>Runs the server.</summary>
    Operator,
}

/// <summary>Every page of the provider: who opens it and by which address, or which journey walks there.</summary>
internal static class PageList
{
    /// <summary>Route, as in @page, and the address; the same where the route has no gaps.</summary>
    public static readonly IReadOnlyDictionary<Viewer, (string Route, string Address)[]> Opened = new Dictionary<Viewer, (string, string)[]>
    {
        [Viewer.Stranger] =
        [
            ("/sign-in", "/sign-in{attempt}"),
            ("/sign-in/legacy", "/sign-in/legacy{attempt}"),
            Plain("/sign-in/expired"),
            Plain("/recover"),
            ("/recover", "/recover?unlock=true"),
            Plain("/recover/sent"),
            Plain("/recover/which-email"),
            Plain("/recover/link"),
            Plain("/recover/unlock/link"),
            Plain("/recover/not-me"),
            Plain("/recover/cancel"),
            Plain("/account/invitation"),
            Plain("/account/email/verify"),
            Plain("/account/email/stop"),
            Plain("/account/sign-out"),
            Plain("/connect/signed-out"),
            Plain("/emergency"),
            ("/error", "/no-such-page"),
        ],
        [Viewer.Staff] =
        [
            Plain("/account"),
            Plain("/account/apps"),
            Plain("/account/browsers"),
            Plain("/account/email"),
            Plain("/account/factors"),
            Plain("/account/factors/app"),
            Plain("/account/factors/codes"),
            Plain("/account/factors/email"),
            Plain("/account/history"),
            Plain("/account/invitations"),
            Plain("/account/legacy"),
            Plain("/account/passkeys"),
            Plain("/account/passkeys/new"),
            Plain("/account/password"),
            Plain("/account/phone"),
            Plain("/account/second-step"),
            Plain("/account/second-step/on"),
            Plain("/account/second-step/off"),
            Plain("/account/sessions"),
            Plain("/account/sign-out"),
            Plain("/connect/endsession/confirm"),
            Plain("/device"),
        ],
        [Viewer.Owner] =
        [
            .. Console("apps", "delivery", "emergency", "people", "people/invitations", "policy", "practice", "requests"),
            ("/admin/{practiceId}/policy", "/admin/{practice}/policy?Preset=RememberYear"),
            .. Person("", "/bypass", "/deactivate", "/email", "/end-everything", "/factors", "/forget-browsers", "/password-link", "/recovery", "/reset-phone", "/role", "/second-step", "/sign-out", "/unlock"),
        ],
        [Viewer.Developer] =
        [
            Plain("/developers"),
            Plain("/developers/endpoints"),
            Plain("/developers/new"),
            Plain("/developers/tokens"),
            ("/developers/apps/{clientId:maxlength(100)}", "/developers/apps/{app}"),
            ("/developers/apps/{clientId:maxlength(100)}/edit", "/developers/apps/{app}/edit"),
            ("/developers/apps/{clientId:maxlength(100)}/keys", "/developers/apps/{app}/keys"),
        ],
        [Viewer.Operator] = [Plain("/admin/platform/apps"), Plain("/admin/platform/delivery"), Plain("/admin/platform/practices")],
    };

    /// <summary>Pages that only a way leads to, and the journey (a test of this project) that looks at them.</summary>
    public static readonly IReadOnlyDictionary<string, string> Walked = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["/account/factors/remove"] = "A_newcomer_looks_at_removing_a_method_and_changes_the_number_and_the_address",
        ["/account/passkeys/edit"] = "A_newcomer_makes_a_passkey_signs_in_with_it_alone_and_removes_it",
        ["/account/phone/code"] = "A_newcomer_looks_at_removing_a_method_and_changes_the_number_and_the_address",
        ["/connect/choose-patient"] = "A_mother_opens_the_record_of_one_of_her_children_at_the_portal",
        ["/connect/consent"] = "A_strangers_app_is_allowed_after_a_look_at_what_it_wants",
        ["/device/confirm"] = "A_device_without_a_keyboard_is_connected_by_its_code",
        ["/emergency/on"] = "A_patient_cannot_wait_and_somebody_named_comes_in",
        ["/emergency/prove"] = "A_patient_cannot_wait_and_somebody_named_comes_in",
        ["/recover/no-factor"] = "A_forgotten_password_is_replaced_with_the_mailed_link_and_a_code",
        ["/recover/password"] = "A_forgotten_password_is_replaced_with_the_mailed_link_and_a_code",
        ["/recover/phone"] = "A_patient_who_resets_the_password_is_asked_for_a_phone",
        ["/sign-in/authenticator"] = "An_authenticator_app_is_set_up_and_a_recovery_code_helps_when_it_is_not_at_hand",
        ["/sign-in/bypass-code"] = "An_admin_reads_out_a_code_for_one_sign_in",
        ["/sign-in/choose"] = "An_authenticator_app_is_set_up_and_a_recovery_code_helps_when_it_is_not_at_hand",
        ["/sign-in/clinic"] = "Somebody_of_two_clinics_chooses_one_and_another_tab_goes_on_as_the_same_person",
        ["/sign-in/code"] = "A_wrong_code_is_told_and_the_right_one_still_works",
        ["/sign-in/continue"] = "Somebody_of_two_clinics_chooses_one_and_another_tab_goes_on_as_the_same_person",
        ["/sign-in/locked"] = "Too_many_wrong_codes_and_the_page_says_until_when_and_who_helps",
        ["/sign-in/no-access"] = "Someone_the_EHR_is_not_for_is_told_by_both_sides",
        ["/sign-in/no-way-left"] = "Whoever_has_no_way_left_is_told_who_helps",
        ["/sign-in/offer-passkey"] = "After_some_sign_ins_a_passkey_is_offered_and_not_now_goes_on",
        ["/sign-in/passkey"] = "After_the_password_the_passkey_is_used_on_a_phone_and_trust_is_offered",
        ["/sign-in/password"] = "A_newcomer_sets_up_texts_and_reaches_the_EHR",
        ["/sign-in/phone-reset"] = "A_lost_phone_is_reported_approved_and_replaced",
        ["/sign-in/recovery-code"] = "An_authenticator_app_is_set_up_and_a_recovery_code_helps_when_it_is_not_at_hand",
        ["/sign-in/recovery-codes"] = "A_newcomer_sets_up_texts_and_reaches_the_EHR",
        ["/sign-in/remember"] = "A_newcomer_sets_up_texts_and_reaches_the_EHR",
        ["/sign-in/set-up"] = "A_newcomer_sets_up_texts_and_reaches_the_EHR",
        ["/sign-in/set-up/app"] = "An_authenticator_app_is_set_up_and_a_recovery_code_helps_when_it_is_not_at_hand",
        ["/sign-in/set-up/code"] = "A_newcomer_sets_up_texts_and_reaches_the_EHR",
        ["/sign-in/set-up/passkey"] = "A_newcomer_makes_a_passkey_signs_in_with_it_alone_and_removes_it",
        ["/sign-in/upgrade"] = "An_old_user_name_signs_in_once_and_becomes_an_address",
    };

    /// <summary>Pages that no browser looks at yet, and where the tests over HTTP are that do.</summary>
    public static readonly IReadOnlyDictionary<string, string> OverHttpOnly = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["/account/language"] = "the target of a form: a GET leads to the account",
        ["/admin"] = "leads on to the clinic of whoever has one: Admin/PolicyPageTests.cs",
        ["/admin/{practiceId}/people/{personId:guid}/reactivate"] = "somebody has to have left first: Admin/People/LeavingTests.cs",
    };

    private static (string Route, string Address) Plain(string route) => (route, route);

    private static IEnumerable<(string Route, string Address)> Console(params string[] pages) =>
        pages.Select(page => ($"/admin/{{practiceId}}/{page}", $"/admin/{{practice}}/{page}"));

    private static IEnumerable<(string Route, string Address)> Person(params string[] pages) =>
        pages.Select(page => ($"/admin/{{practiceId}}/people/{{personId:guid}}{page}", $"/admin/{{practice}}/people/{{person}}{page}"));
}
