using IdentityProvider.SignIn.Steps.AskApproval;
using IdentityProvider.SignIn.Steps.AskPhone;
using IdentityProvider.SignIn.Steps.Authenticator;
using IdentityProvider.SignIn.Steps.BypassCode;
using IdentityProvider.SignIn.Steps.ChooseClinic;
using IdentityProvider.SignIn.Steps.ChooseFactor;
using IdentityProvider.SignIn.Steps.Code;
using IdentityProvider.SignIn.Steps.ConfirmAuthenticator;
using IdentityProvider.SignIn.Steps.ConfirmFactor;
using IdentityProvider.SignIn.Steps.CreatePasskey;
using IdentityProvider.SignIn.Steps.Identify;
using IdentityProvider.SignIn.Steps.KeepRecoveryCodes;
using IdentityProvider.SignIn.Steps.NewPassword;
using IdentityProvider.SignIn.Steps.NoMembership;
using IdentityProvider.SignIn.Steps.NoWayLeft;
using IdentityProvider.SignIn.Steps.OfferPasskey;
using IdentityProvider.SignIn.Steps.OfferTrust;
using IdentityProvider.SignIn.Steps.Passkey;
using IdentityProvider.SignIn.Steps.Password;
using IdentityProvider.SignIn.Steps.RecoveryCode;
using IdentityProvider.SignIn.Steps.SetUpFactor;
using IdentityProvider.SignIn.Steps.Upgrade;

namespace IdentityProvider.SignIn;

/// <summary>
/// The order of sign-in. After every POST the first step that is still needed comes next; when none is, the session begins.
/// A new factor is a folder under Steps and a line here.
/// </summary>
public static class SignInSteps
{
    public static readonly IReadOnlyList<Type> InOrder =
    [
        // Who is it, and do they know the password? Nothing about a person shows before both.
        typeof(IdentifyStep),
        typeof(PasswordStep),

        // For which clinic? Its policy decides everything below.
        typeof(NoMembershipStep),
        typeof(ChooseClinicStep),

        // Somebody who came by an old user name gives the account an e-mail address. Before a factor is set up, because it may be e-mail; after
        // one that is on file was proven, because a password alone must not move such an account to another mailbox.
        typeof(UpgradeStep),

        // The second factor: told that none works any more, set up, confirmed, chosen, proven.
        typeof(AskApprovalStep),
        typeof(NoWayLeftStep),
        typeof(SetUpFactorStep),
        typeof(ConfirmAuthenticatorStep),
        typeof(ConfirmFactorStep),
        typeof(CreatePasskeyStep),
        typeof(ChooseFactorStep),
        typeof(PasskeyStep),
        typeof(AuthenticatorStep),
        typeof(RecoveryCodeStep),
        typeof(BypassCodeStep),
        typeof(CodeStep),

        // A new password, once the factor on file is proven, when a mailed link began it. Everything above then runs once more.
        typeof(NewPasswordStep),
        typeof(AskPhoneStep),

        // Only somebody who proved everything may spare themselves the second factor next time.
        typeof(OfferTrustStep),

        // What has to be done before going on.
        typeof(KeepRecoveryCodesStep),

        // An offer, to whoever has everything done.
        typeof(OfferPasskeyStep),
    ];
}
