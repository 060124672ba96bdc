using IdentityProvider.Factors;
using IdentityProvider.SignIn;
using IdentityProvider.SignIn.Steps.ChooseClinic;
using IdentityProvider.SignIn.Steps.Code;
using IdentityProvider.SignIn.Steps.ConfirmFactor;
using IdentityProvider.SignIn.Steps.Identify;
using IdentityProvider.SignIn.Steps.NoMembership;
using IdentityProvider.SignIn.Steps.OfferPasskey;
using IdentityProvider.SignIn.Steps.Password;
using IdentityProvider.SignIn.Steps.SetUpFactor;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Tests.SignIn.Walks.Pure;

/// <summary>The program's steps in the program's order, less one where a rule is taken away.</summary>
internal static class PurePipeline
{
    // Steps decide without what they send with; so they get none of it.
    private static readonly IReadOnlyList<ISignInStep> All = [.. SignInSteps.InOrder.Select(Make)];

    public static SignInPipeline Without(Removal removed)
    {
        var missing = removed switch
        {
            Removal.NobodyIsAskedWhoTheyAre => typeof(IdentifyStep),
            Removal.ThePasswordIsNotAsked => typeof(PasswordStep),
            Removal.NobodyIsToldThatTheAppIsNotForThem => typeof(NoMembershipStep),
            Removal.TheClinicIsNotAsked => typeof(ChooseClinicStep),
            Removal.NobodySetsUpAFactor => typeof(SetUpFactorStep),
            Removal.NobodyConfirmsAFactor => typeof(ConfirmFactorStep),
            Removal.TheCodeIsNotAsked => typeof(CodeStep),
            _ => null,
        };
        return new SignInPipeline(All.Where(step => step.GetType() != missing));
    }

    private static ISignInStep Make(Type step) => step == typeof(OfferPasskeyStep)
        ? new OfferPasskeyStep(Options.Create(new PasskeyOptions { OfferAfter = 0 }))
        : (ISignInStep)step.GetConstructors().Single().Invoke(new object?[step.GetConstructors().Single().GetParameters().Length]);
}
