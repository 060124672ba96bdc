using System.Collections.Immutable;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using IdentityProvider.Phones;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.SignIn;

/// <summary>A user's second factors as a sign-in can use them.</summary>
/// <param name="AnyDisabled">Whether one was switched off after too many wrong tries.</param>
/// <param name="MayReplacePhone">Whether an admin has approved that a new phone is set instead of the one on file.</param>
/// <param name="OwesRecoveryCodes">Whether recovery codes wait for the user to keep them.</param>
public sealed record WaysOnFile(ImmutableArray<WayIn> Usable, bool AnyDisabled, bool OwesRecoveryCodes, bool MayReplacePhone)
{
    /// <summary>Whether a phone is among them, one that was switched off included.</summary>
    public bool HasPhone { get; init; }

    /// <summary>Whether another phone was ever asked for and not set, whatever became of that.</summary>
    public bool HasPhoneReset { get; init; }
}

/// <summary>Puts together what a user can prove a sign-in with. One phone is two ways, by text and by voice.</summary>
public sealed partial class SignInWays(
    UserFactors factors, PhonesOnFile phones, Passkeys passkeys, CodesForTrouble codes, IdpDbContext db, IStringLocalizer<SignInTexts> texts)
{
    /// <param name="at">The membership that is used; a bypass code counts at the clinic whose admin gave it, and nowhere else.</param>
    public async Task<WaysOnFile> OfAsync(UserOnFile file, CancellationToken ct, Membership? at = null)
    {
        var (user, onFile, has) = (file.User, file.Factors, file.Has);
        var usable = onFile.Usable.SelectMany(factor => WaysOf(file, factor, factor.Name ?? texts["Authenticator.Yours"]));

        var keys = has.Passkeys ? await passkeys.OfAsync(user.Id, ct) : [];
        var byKey = keys.Where(key => key.IsUsable).Select(key => new WayIn(Way.Passkey, key.Id, key.Name, IsPreferred: false));
        var hasFactor = onFile.Any || keys.Count > 0;
        var preferred = has.PreferredWays ? await factors.PreferredAsync(user.Id, ct) : null;

        var hasPhone = onFile.All.Any(factor => factor.Kind == FactorKind.Phone);
        has = has with { RecoveryCodes = hasFactor && has.RecoveryCodes };
        return new WaysOnFile(
            OpenOf(usable.Concat(byKey), await codes.OfAsync(user, has, at, ct), preferred),
            onFile.All.Any(factor => !factor.IsUsable) || keys.Any(key => !key.IsUsable),
            await codes.AreOwedAsync(user, has, ct),
            hasPhone && has.PhoneResets && await phones.MayReplaceAsync(user.Id, ct))
        {
            HasPhone = hasPhone,
            HasPhoneReset = has.PhoneResets,
        };
    }

    /// <summary>The ways in the order in which they are offered. The newest factor of a way is the one that is asked for; all passkeys are at once. Pure.</summary>
    internal static ImmutableArray<WayIn> OpenOf(IEnumerable<WayIn> byFactor, IEnumerable<WayIn> codes, PreferredWays? preferred) =>
    [
        .. byFactor.GroupBy(way => way.Way).Select(way => way.Last()).Concat(codes)
            .Select(way => Preferring(way, preferred)).OrderBy(way => RankOf(way, preferred)).ThenBy(way => way.Way),
    ];

    // What the user chose as the first way goes before what a phone was set up with.
    private static WayIn Preferring(WayIn way, PreferredWays? preferred) =>
        preferred is null ? way : way with { IsPreferred = way.Way == preferred.First };

    private static int RankOf(WayIn way, PreferredWays? preferred) =>
        preferred is null ? 0 : way.Way == preferred.First ? 0 : way.Way == preferred.Backup ? 1 : 2;

    /// <summary>Where a code by this way goes: an E.164 number or an address. To send to, never to show.</summary>
    public async Task<string> DestinationOfAsync(WayIn way, User user, CancellationToken ct)
    {
        if (way.Way == Way.Email)
        {
            return user.Email!;
        }

        var phone = await phones.All.FindAsync(user.Id, way.PhoneId!.Value, ct) ?? throw new InvalidOperationException("A phone factor without its phone.");
        return phones.All.NumberOf(phone).E164;
    }

    /// <summary>Notes on the factor that it was used. The caller saves.</summary>
    public async Task UsedAsync(SignInTurn turn, ProofKind proven, CancellationToken ct)
    {
        if (turn.Facts.Ways.FirstOrDefault(way => Ways.ProofOf(way.Way) == proven)?.FactorId is { } id)
        {
            (await db.Factors.FindAsync([id], ct))?.Use(turn.Now);
        }
    }

    /// <exception cref="ArgumentException">Nothing is sent for this way (<see cref="Ways.IsSent"/>).</exception>
    public static Channel ChannelOf(Way way) => way switch
    {
        Way.Text => Channel.Text,
        Way.Voice => Channel.Voice,
        Way.Email => Channel.Email,
        Way.AuthenticatorApp or Way.Passkey or Way.RecoveryCode or Way.BypassCode => throw new ArgumentException("Nothing is sent for it.", nameof(way)),
    };

    /// <summary>The ways that rest on one factor. Pure.</summary>
    /// <param name="appName">What an authenticator app is shown as.</param>
    internal static IEnumerable<WayIn> WaysOf(UserOnFile file, Factor factor, string appName) => factor.Kind switch
    {
        FactorKind.Email => [new WayIn(Way.Email, factor.Id, MaskedDestination.Of(Channel.Email, file.User.Email!), IsPreferred: false)],
        FactorKind.Phone => file.PhoneOf(factor) is { } phone ? WaysOf(factor, phone, file.TakesTexts(phone)) : [],
        FactorKind.AuthenticatorApp => [new WayIn(Way.AuthenticatorApp, factor.Id, appName, IsPreferred: false)],
    };

    // A landline, or a number that answered STOP: it is called and not texted. The second step stays on.
    private static IEnumerable<WayIn> WaysOf(Factor factor, UserPhone phone, bool takesTexts)
    {
        var text = new WayIn(Way.Text, factor.Id, phone.Masked, phone.PreferredChannel == Channel.Text) { PhoneId = phone.Id };
        var voice = new WayIn(Way.Voice, factor.Id, phone.Masked, !takesTexts || phone.PreferredChannel == Channel.Voice) { PhoneId = phone.Id };
        return takesTexts ? [text, voice] : [voice];
    }
}
