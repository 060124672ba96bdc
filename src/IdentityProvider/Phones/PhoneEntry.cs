using System.Diagnostics.CodeAnalysis;
using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Lookup;
using IdentityProvider.Delivery.Texts;
using IdentityProvider.Limits;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Phones;

/// <summary>A number somebody typed, and where they want their codes.</summary>
/// <param name="Wanted">Text or voice.</param>
/// <param name="RefusesVoip">Whether their clinic takes no internet phones.</param>
/// <param name="SessionId">The session it was entered in, for which the password and a factor were just proven; null while signing in.</param>
public sealed record TypedPhone(Guid UserId, string? Number, Channel Wanted, bool RefusesVoip, Guid? SessionId = null);

/// <summary>The phone, pending unless it was verified before; or the reason for having none.</summary>
public sealed record PhoneEntered(UserPhone? Phone, PhoneRefusal? Refusal)
{
    [MemberNotNullWhen(true, nameof(Phone)), MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsAccepted => Phone is not null;
}

/// <summary>Takes a number that was typed: the numbering plan first, then what the carrier knows, then whether it wants texts at all.</summary>
public sealed class PhoneEntry(UserPhones phones, LineLookup lookup, OptOuts optOuts, SendBudgets budgets, IOptions<SendBudgetOptions> options)
{
    /// <summary>Puts the number on file, pending until a code to it was entered, or says why not. The caller saves.</summary>
    public async Task<PhoneEntered> TakeAsync(TypedPhone typed, CancellationToken ct)
    {
        var read = phones.Parse(typed.Number);
        if (!read.IsAccepted)
        {
            return new PhoneEntered(null, read.Refusal);
        }

        var line = await LineOfAsync(typed.UserId, read.Number, ct);
        if (await RefusalAsync(typed, read.Number, line, ct) is { } refusal)
        {
            return new PhoneEntered(null, refusal);
        }

        var phone = await phones.AddPendingAsync(typed.UserId, read.Number, typed.Wanted, ct);
        phone.Enter(line, typed.SessionId, phones.Now);
        return new PhoneEntered(phone, null);
    }

    /// <summary>Whether a text to this phone would arrive, as far as is known.</summary>
    public async Task<bool> TakesTextsAsync(UserPhone phone, CancellationToken ct) => !phone.IsLandline && !await optOuts.HasAsync(phone.NumberHash, ct);

    // Asked once for a user's number, and not without end: each question costs, and numbers can be typed all day.
    private async Task<LineType> LineOfAsync(Guid userId, PhoneNumber number, CancellationToken ct)
    {
        if (await phones.LineKnownAsync(userId, number, ct) is { } known)
        {
            return known;
        }

        if (!lookup.IsConfigured)
        {
            return LineType.Unknown;
        }

        var decision = await budgets.TakeAsync([new SendKey(options.Value.PerUserLookup, userId.ToString("N"))], ct);
        return decision.Over is null ? await lookup.AskAsync(number.E164, ct) : LineType.Unknown;
    }

    private async Task<PhoneRefusal?> RefusalAsync(TypedPhone typed, PhoneNumber number, LineType line, CancellationToken ct) =>
        LineRules.Judge(line, typed.RefusesVoip) switch
        {
            LineVerdict.VoipRefused => PhoneRefusal.Voip,
            LineVerdict.TollFree => PhoneRefusal.TollFree,
            LineVerdict.Premium => PhoneRefusal.Premium,
            LineVerdict.Pager => PhoneRefusal.Pager,
            LineVerdict.VoiceOnly when typed.Wanted is Channel.Text => PhoneRefusal.LandlineNoText,
            LineVerdict.TextAndVoice when typed.Wanted is Channel.Text && await optOuts.HasAsync(number.E164, ct) => PhoneRefusal.TextsStopped,
            LineVerdict.VoiceOnly or LineVerdict.TextAndVoice => null,
        };
}
