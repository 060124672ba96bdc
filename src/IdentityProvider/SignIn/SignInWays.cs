using System.Collections.Immutable;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using IdentityProvider.Phones;
using IdentityProvider.Protocol;
using IdentityProvider.Users;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.SignIn;

/// <summary>A user's second factors as a sign-in can use them.</summary>
/// <param name="AnyDisabled">Whether one was switched off after too many wrong tries.</param>
/// <param name="MayReplacePhone">Whether an admin has approved that a new phone is set instead of the one on file.</param>
/// <param name="OwesRecoveryCodes">Whether recovery codes wait for the user to keep them.</param>
public sealed record WaysOnFile(ImmutableArray<WayIn> Usable, bool AnyDisabled, bool OwesRecoveryCodes, bool MayReplacePhone);

/// <summary>Puts together what a user can prove a sign-in with. One phone is two ways, by text and by voice.</summary>
public sealed partial class SignInWays(
    UserFactors factors, PhonesOnFile onFilePhones, Passkeys passkeys, CodesForTrouble codes,
    BelongingsOnFile belongings, IStringLocalizer<SignInTexts> texts)
{
    /// <param name="at">The membership that is used; a bypass code counts at the clinic whose admin gave it, and nowhere else.</param>
    public async Task<WaysOnFile> OfAsync(User user, CancellationToken ct, Membership? at = null)
    {
        var onFile = await factors.OfAsync(user.Id, ct);
        var verified = onFile.Usable.Any(factor => factor.Kind == FactorKind.Phone) ? await onFilePhones.All.VerifiedOfAsync(user.Id, ct) : [];
        var texted = await onFilePhones.TakingTextsAsync(verified, ct);
        var usable = onFile.Usable.SelectMany(factor => WaysOf(
            factor, user, verified.FirstOrDefault(phone => phone.Id == factor.PhoneId), texted, factor.Name ?? texts["Authenticator.Yours"]));

        var has = await belongings.OfAsync(user.Id, ct);
        var keys = has.Passkeys ? await passkeys.OfAsync(user.Id, ct) : [];
        var byKey = keys.Where(key => key.IsUsable).Select(key => new WayIn(Way.Passkey, key.Id, key.Name, IsPreferred: false));
        var hasFactor = onFile.Any || keys.Count > 0;
        var preferred = has.PreferredWays ? await factors.PreferredAsync(user.Id, ct) : null;

        has = has with { RecoveryCodes = hasFactor && has.RecoveryCodes };
        return new WaysOnFile(
            OpenOf(usable.Concat(byKey), await codes.OfAsync(user, has, at, ct), preferred),
            onFile.All.Any(factor => !factor.IsUsable) || keys.Any(key => !key.IsUsable),
            await codes.AreOwedAsync(user, has, ct),
            onFile.Any && has.PhoneResets && await onFilePhones.MayReplaceAsync(user.Id, ct));
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

        var factor = (await factors.OfAsync(user.Id, ct)).All.Single(factor => factor.Id == way.FactorId);
        var phone = await onFilePhones.All.FindAsync(user.Id, factor.PhoneId!.Value, ct)
            ?? throw new InvalidOperationException("A phone factor without its phone.");
        return onFilePhones.All.NumberOf(phone).E164;
    }

    /// <summary>Notes on the factor that it was used. The caller saves.</summary>
    public async Task UsedAsync(SignInTurn turn, ProofKind proven, CancellationToken ct)
    {
        var way = turn.Facts.Ways.FirstOrDefault(way => Ways.ProofOf(way.Way) == proven);
        var onFile = await factors.OfAsync(turn.User!.Id, ct);
        onFile.All.FirstOrDefault(factor => factor.Id == way?.FactorId)?.Use(turn.Now);
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
    /// <param name="phone">The verified phone it is, for a phone.</param>
    /// <param name="texted">The phones that take texts.</param>
    /// <param name="appName">What an authenticator app is shown as.</param>
    internal static IEnumerable<WayIn> WaysOf(Factor factor, User user, UserPhone? phone, IReadOnlySet<Guid> texted, string appName) => factor.Kind switch
    {
        FactorKind.Email => [new WayIn(Way.Email, factor.Id, MaskedDestination.Of(Channel.Email, user.Email!), IsPreferred: false)],
        // A landline, or a number that answered STOP: it is called and not texted. The second step stays on.
        FactorKind.Phone when phone is not null && !texted.Contains(phone.Id) => [new WayIn(Way.Voice, factor.Id, phone.Masked, IsPreferred: true)],
        FactorKind.Phone when phone is not null =>
        [
            new WayIn(Way.Text, factor.Id, phone.Masked, phone.PreferredChannel == Channel.Text),
            new WayIn(Way.Voice, factor.Id, phone.Masked, phone.PreferredChannel == Channel.Voice),
        ],
        FactorKind.Phone => [],
        FactorKind.AuthenticatorApp => [new WayIn(Way.AuthenticatorApp, factor.Id, appName, IsPreferred: false)],
    };
}
