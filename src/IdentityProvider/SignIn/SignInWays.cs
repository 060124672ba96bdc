using System.Collections.Immutable;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using IdentityProvider.Phones;
using IdentityProvider.Protocol;
using IdentityProvider.Users;

namespace IdentityProvider.SignIn;

/// <summary>A user's second factors as a sign-in can use them.</summary>
/// <param name="AnyDisabled">Whether one was switched off after too many wrong tries.</param>
public sealed record WaysOnFile(ImmutableArray<WayIn> Usable, bool AnyDisabled);

/// <summary>Puts factors and phones together: one phone is two ways, by text and by voice.</summary>
public sealed class SignInWays(UserFactors factors, UserPhones phones, Passkeys passkeys)
{
    public async Task<WaysOnFile> OfAsync(User user, CancellationToken ct)
    {
        var onFile = await factors.OfAsync(user.Id, ct);
        var verified = onFile.Usable.Any(factor => factor.Kind == FactorKind.Phone) ? await phones.VerifiedOfAsync(user.Id, ct) : [];
        var usable = onFile.Usable.SelectMany(factor => WaysOf(factor, user, verified.FirstOrDefault(phone => phone.Id == factor.PhoneId)));

        var keys = await passkeys.OfAsync(user.Id, ct);
        var byKey = keys.Where(key => key.IsUsable).Select(key => new WayIn(Way.Passkey, key.Id, key.Name, IsPreferred: false));

        // The newest factor of a way is the one that is asked for. All passkeys are asked for at once.
        return new WaysOnFile(
            [.. usable.Concat(byKey).GroupBy(way => way.Way).Select(way => way.Last()).OrderBy(way => way.Way)],
            onFile.All.Any(factor => !factor.IsUsable) || keys.Any(key => !key.IsUsable));
    }

    /// <summary>Where a code by this way goes: an E.164 number or an address. To send to, never to show.</summary>
    public async Task<string> DestinationOfAsync(WayIn way, User user, CancellationToken ct)
    {
        if (way.Way == Way.Email)
        {
            return user.Email!;
        }

        var factor = (await factors.OfAsync(user.Id, ct)).All.Single(factor => factor.Id == way.FactorId);
        var phone = await phones.FindAsync(user.Id, factor.PhoneId!.Value, ct)
            ?? throw new InvalidOperationException("A phone factor without its phone.");
        return phones.NumberOf(phone).E164;
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

    private static IEnumerable<WayIn> WaysOf(Factor factor, User user, UserPhone? phone) => factor.Kind switch
    {
        FactorKind.Email => [new WayIn(Way.Email, factor.Id, MaskedDestination.Of(Channel.Email, user.Email!), IsPreferred: false)],
        FactorKind.Phone when phone is not null =>
        [
            new WayIn(Way.Text, factor.Id, phone.Masked, phone.PreferredChannel == Channel.Text),
            new WayIn(Way.Voice, factor.Id, phone.Masked, phone.PreferredChannel == Channel.Voice),
        ],
        FactorKind.Phone => [],
    };
}
