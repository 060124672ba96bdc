using IdentityProvider.Clinics;
using IdentityProvider.Codes;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using IdentityProvider.Phones;
using IdentityProvider.Protocol;
using IdentityProvider.Users;

namespace IdentityProvider.SignIn;

/// <summary>The codes of an attempt: which one is asked for, and where it goes.</summary>
public sealed class SignInCodes(OneTimeCodes codes, SignInWays ways, PhonesOnFile phones, PhoneEntry entry)
{
    /// <summary>Sends the code that the attempt's chosen way needs, or notes that it has to wait. The caller saves.</summary>
    /// <param name="atOnce">Without the wait: a right code came late, and a fresh one is owed.</param>
    public async Task<CodeSend> SendAsync(SignInTurn turn, CancellationToken ct, bool atOnce = false)
    {
        var way = turn.Facts.WayToProve(turn.Policy) ?? throw new InvalidOperationException("There is no way to send a code by.");
        turn.Attempt.Choose(way.Way);
        var destination = await ways.DestinationOfAsync(way, turn.User!, ct);
        var request = RequestFor(turn, PurposeOf(turn), way.Way, destination) with { FactorId = way.FactorId };
        return await codes.SendAsync(request, ct, atOnce);
    }

    /// <summary>Sends the code that confirms the factor being set up. The caller saves.</summary>
    public async Task<CodeSend> SendSetUpAsync(SignInTurn turn, CancellationToken ct, bool atOnce = false)
    {
        var way = turn.Attempt.SetUpWay ?? throw new InvalidOperationException("Nothing is being set up.");
        if (await SetUpDestinationAsync(turn, ct) is not { Length: > 0 } destination)
        {
            return new CodeSend(CodeSendResult.OverBudget, turn.Now);
        }

        return await codes.SendAsync(RequestFor(turn, SetUpPurposeOf(way), way, destination), ct, atOnce);
    }

    public Task<CodeStatus?> CurrentAsync(SignInTurn turn, CancellationToken ct) => codes.CurrentAsync(SentFor(turn, PurposeOf(turn)), ct);

    public async Task<CodeStatus?> CurrentSetUpAsync(SignInTurn turn, CancellationToken ct) => await codes.CurrentAsync(
        SentFor(turn, SetUpPurposeOf(turn.Attempt.SetUpWay!.Value)), ct, await SetUpDestinationAsync(turn, ct));

    /// <summary>Compares typed digits. Accepted ones are noted on the attempt as the proof of their channel; the caller saves in any case.</summary>
    public async Task<CodeCheckOutcome> CheckAsync(SignInTurn turn, string typed, CancellationToken ct)
    {
        var factors = turn.Facts.WaysToProve(turn.Policy).Select(way => way.FactorId).OfType<Guid>();
        var outcome = await codes.CheckAsync(SentFor(turn, PurposeOf(turn)), typed, ct, factors: factors);
        if (outcome is { Result: CodeCheck.Accepted, Channel: { } channel })
        {
            turn.Attempt.Prove(ProofOf(channel), turn.Now);
            await ways.UsedAsync(turn, ProofOf(channel), ct);
            await (channel is not Channel.Email && turn.Facts.HasPhoneReset ? phones.WithdrawResetAsync(turn.User!.Id, turn.Attempt.Id, ct) : Task.CompletedTask);
        }

        return outcome;
    }

    /// <summary>Compares typed digits with what was sent to the very number or address that is being set up, and to no other.</summary>
    public async Task<CodeCheckOutcome> CheckSetUpAsync(SignInTurn turn, string typed, CancellationToken ct) => await codes.CheckAsync(
        SentFor(turn, SetUpPurposeOf(turn.Attempt.SetUpWay!.Value)), typed, ct, await SetUpDestinationAsync(turn, ct));

    /// <summary>Whether the number being set up could be reached by that way too.</summary>
    public async Task<bool> ReachesSetUpAsync(SignInTurn turn, Way way, CancellationToken ct) => way != Way.Text
        || (turn.Attempt.SetUpPhoneId is { } phoneId && await phones.All.FindAsync(turn.User!.Id, phoneId, ct) is { } phone && await entry.TakesTextsAsync(phone, ct));

    // Empty when the pending number is gone (replaced in another tab): nothing can be sent to it, and no code is right for it.
    private async Task<string> SetUpDestinationAsync(SignInTurn turn, CancellationToken ct) => turn.Attempt.SetUpPhoneId is { } phoneId
        ? await phones.All.FindAsync(turn.User!.Id, phoneId, ct) is { } phone ? phones.All.NumberOf(phone).E164 : ""
        : turn.User!.Email!;

    /// <summary>Until when typed codes are off for the user, or null.</summary>
    public Task<DateTimeOffset?> LockedUntilAsync(User user, CancellationToken ct) => codes.LockedUntilAsync(user.Id, ct);

    /// <summary>What a code that came by this channel proves.</summary>
    public static ProofKind ProofOf(Channel channel) => channel switch
    {
        Channel.Text => ProofKind.Text,
        Channel.Voice => ProofKind.Voice,
        Channel.Email => ProofKind.Email,
    };

    internal static LetterClinic? LetterClinicOf(Clinic? clinic) => clinic is null
        ? null
        : new LetterClinic(clinic.Id, clinic.Name, clinic.TextName, clinic.TimeZone, clinic.FrontDeskPhone);

    // A code for a step-up or a reset never opens a sign-in, nor the other way round.
    private static CodePurpose PurposeOf(SignInTurn turn) =>
        turn.Facts.IsRecovering ? CodePurpose.PasswordReset
        : turn.Attempt.Demand.StepUp == StepUp.None ? CodePurpose.SignIn : CodePurpose.StepUp;

    // Emergency access counts every try by its own counter before it comes here.
    private static CodesFor SentFor(SignInTurn turn, CodePurpose purpose) =>
        new(turn.User!.Id, turn.Attempt.Id, purpose) { CountsItself = turn.Attempt.IsEmergency };

    private static CodePurpose SetUpPurposeOf(Way way) =>
        way == Way.Email ? CodePurpose.EmailVerification : CodePurpose.PhoneVerification;

    private static CodeRequest RequestFor(SignInTurn turn, CodePurpose purpose, Way way, string destination) => new(
        turn.Attempt.Id, turn.User!, purpose, SignInWays.ChannelOf(way), destination,
        turn.Policy.CodeLength, turn.Policy.CodeLifetime, turn.Clinic, turn.Attempt.Demand.AppName, turn.Language)
    {
        CountsItself = turn.Attempt.IsEmergency,
    };
}
