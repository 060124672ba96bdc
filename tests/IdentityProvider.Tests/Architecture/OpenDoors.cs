namespace IdentityProvider.Tests.Architecture;

/// <summary>Everything a stranger may call, and why a session cannot be asked for there.</summary>
internal static class OpenDoors
{
    private const string SignIn = "a step on the way to a session; opens only with the attempt's id and the browser's secret";

    public static readonly IReadOnlyDictionary<string, string> WithReasons = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["/brand/{color}.css"] = "the colour of a clinic's sign-in card",
        ["/health/live"] = "asked by whoever runs the process; says one word",
        ["/health/ready"] = "asked by the load balancer; says one word for each check",
        ["/error"] = "stands in for a page that failed, whoever asked for it",
        ["/account/language"] = "the language of a page is chosen before anybody signs in",
        ["/account/sign-out"] = "says \"signed out\" to who is, and a session that has ended cannot be asked for",
        ["/account/invitation"] = "opened by a link that was mailed; who has no account yet cannot sign in first",
        ["/account/email/verify"] = "opened by a link that was mailed, perhaps on another device",
        ["/account/email/stop"] = "opened by a link that was mailed to whoever may have lost the account",
        ["/sign-in"] = "the way to a session begins here",
        ["/sign-in/password"] = SignIn,
        ["/sign-in/passkey"] = SignIn,
        ["/sign-in/no-access"] = SignIn,
        ["/sign-in/legacy"] = SignIn,
        ["/sign-in/upgrade"] = SignIn,
        ["/sign-in/clinic"] = SignIn,
        ["/sign-in/no-way-left"] = SignIn,
        ["/sign-in/set-up"] = SignIn,
        ["/sign-in/set-up/code"] = SignIn,
        ["/sign-in/set-up/passkey"] = SignIn,
        ["/sign-in/set-up/app"] = SignIn,
        ["/sign-in/choose"] = SignIn,
        ["/sign-in/authenticator"] = SignIn,
        ["/sign-in/recovery-code"] = SignIn,
        ["/sign-in/bypass-code"] = SignIn,
        ["/sign-in/code"] = SignIn,
        ["/sign-in/remember"] = SignIn,
        ["/sign-in/offer-passkey"] = SignIn,
        ["/sign-in/recovery-codes"] = SignIn,
        ["/sign-in/continue"] = SignIn,
        ["/sign-in/locked"] = SignIn,
        ["/sign-in/phone-reset"] = "asks for help on the way to a session; opens only with the attempt's id, the browser's secret and the password",
        ["/sign-in/expired"] = SignIn,
        ["/recover"] = "for people who cannot sign in; the same answer for every address",
        ["/recover/sent"] = "says that a mail is on its way, to everybody",
        ["/recover/link"] = "opens with the token of a mailed link",
        ["/recover/password"] = SignIn,
        ["/recover/no-factor"] = SignIn,
        ["/recover/phone"] = SignIn,
        ["/recover/cancel"] = "opens with the token of a mailed link",
        ["/recover/unlock/link"] = "opens with the token of a mailed link",
        ["/recover/not-me"] = "opens with the token of a mailed link",
        ["/recover/which-email"] = "says who at a practice can help",
        ["/emergency"] = "the way in for people who are named for emergencies; asks for the password, on counters of its own",
        ["/emergency/prove"] = SignIn,
        ["/.well-known/openid-configuration"] = "metadata: public by its specification",
        ["/.well-known/oauth-authorization-server"] = "metadata: public by its specification",
        ["/.well-known/openid-configuration/jwks"] = "public keys",
        ["/.well-known/smart-configuration"] = "metadata: public by its specification",
        ["/connect/authorize"] = "apps send people here to sign in; it asks for the session itself",
        ["/connect/authorize/resume"] = "the way back from the sign-in pages; it asks for the session itself",
        ["/connect/choose-patient"] = "asks for the session itself, as freshly as the app's request wants it",
        ["/connect/consent"] = "asks for the session itself, as freshly as the app's request wants it",
        ["/connect/token"] = "clients authenticate with their own credentials",
        ["/connect/launch"] = "called with an access token, by the EHR that owns the FHIR server",
        ["/connect/deviceauthorization"] = "clients authenticate with their own credentials",
        ["/connect/userinfo"] = "called with an access token, by clients that hold no cookie",
        ["/connect/par"] = "the client proves who it is in the request itself (RFC 9126 §2)",
        ["/connect/introspect"] = "an API asks about a token, having proven itself by its credentials or a token of its own",
        ["/connect/revocation"] = "clients authenticate with their own credentials",
        ["/connect/register"] = "programs come with an initial access token",
        ["/connect/register/{clientId}"] = "clients come with a registration access token of their own",
        ["/connect/endsession"] = "signing out must work for whoever is signed out already",
        ["/connect/endsession/confirm"] = "signing out must work for whoever is signed out already",
        ["/connect/signed-out"] = "says that nobody is signed in",
    };

    /// <summary>Open doors that take posts without a limit, and why that costs nothing.</summary>
    public static readonly IReadOnlyDictionary<string, string> WithoutLimit = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["/error"] = "answers 404 to whoever posts to it; in place of a failed post its own door has counted already",
    };
}
