using IdentityProvider.Clinics;

namespace IdentityProvider.SignIn;

/// <summary>What a reset is decided from: not the clinic's policy, but what is on file and who approved.</summary>
public sealed partial class SignInTurns
{
    // At which clinic, the sign-in asks afterwards. Whatever is on file must be proven, in the longest code of the user's clinics.
    private async Task<SignInTurn> RecoveryOfAsync(SignInTurn turn, UserOnFile file, CancellationToken ct)
    {
        var onFile = await ways.ForRecoveryAsync(file, turn.Now, ct);
        return turn with
        {
            Facts = turn.Facts with { NeedsMembership = false, Ways = onFile.Usable, HasDisabledFactor = onFile.AnyDisabled },
            Policy = EffectivePolicy.OfRecovery(onFile.AnyCounts && !await IsApprovedAsync(turn, ct), policies.LongestCodeAt(file.ActivePlaces)),
        };
    }

    // After a reset only. At the clinic that is used; outside of any, at all of the user's.
    private SignInTurn AskingPhone(SignInTurn turn, UserOnFile file)
    {
        if (turn.Attempt.Recovery != AttemptRecovery.Done || turn.Attempt.PhoneDeclinedAt is not null || file.Phones.Count > 0)
        {
            return turn;
        }

        var places = turn.Facts.Membership is { } used ? used.IsActive ? [file.PlaceOf(used)] : [] : file.ActivePlaces;
        var asking = places.Select(policies.InForceAt).Where(policy => policy.AsksForPhoneAt(PhoneQuestion.PasswordReset)).ToList();
        return turn with { Facts = turn.Facts with { AsksPhone = asking.Count > 0, MustGivePhone = asking.Any(policy => policy.PhoneRequired) } };
    }

    // Asked at every step: an approval that was cancelled meanwhile lets nobody on.
    private async Task<bool> IsApprovedAsync(SignInTurn turn, CancellationToken ct) =>
        turn.Attempt.RecoveryApprovalId is { } id
        && await users.ApprovalAsync(turn.User!.Id, id, ct) is { } request && request.Counts(turn.Now);
}
