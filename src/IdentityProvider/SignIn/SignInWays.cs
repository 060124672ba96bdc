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
public sealed class SignInWays(UserFactors factors, UserPhones phones)
{
    public async Task<WaysOnFile> OfAsync(User user, CancellationToken ct)
    {
        var onFile = await factors.OfAsync(user.Id, ct);
        var verified = onFile.Usable.Any(factor => factor.Kind == FactorKind.Phone) ? await phones.VerifiedOfAsync(user.Id, ct) : [];
        var usable = onFile.Usable.SelectMany(factor => WaysOf(factor, user, verified.FirstOrDefault(phone => phone.Id == factor.PhoneId)));

        // The newest factor of a method is the one that is asked for.
        return new WaysOnFile(
            [.. usable.GroupBy(way => way.Method).Select(method => method.Last()).OrderBy(way => way.Method)],
            onFile.All.Any(factor => !factor.IsUsable));
    }

    /// <summary>Where a code by this way goes: an E.164 number or an address. To send to, never to show.</summary>
    public async Task<string> DestinationOfAsync(WayIn way, User user, CancellationToken ct)
    {
        if (way.Method == Method.Email)
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
        var way = turn.Facts.Ways.FirstOrDefault(way => MethodProof.Of(way.Method) == proven);
        var onFile = await factors.OfAsync(turn.User!.Id, ct);
        onFile.All.FirstOrDefault(factor => factor.Id == way?.FactorId)?.Use(turn.Now);
    }

    public static Channel ChannelOf(Method method) => method switch
    {
        Method.Text => Channel.Text,
        Method.Voice => Channel.Voice,
        Method.Email => Channel.Email,
        Method.AuthenticatorApp => throw new ArgumentException("An authenticator app is sent nothing.", nameof(method)),
    };

    private static IEnumerable<WayIn> WaysOf(Factor factor, User user, UserPhone? phone) => factor.Kind switch
    {
        FactorKind.Email => [new WayIn(Method.Email, factor.Id, MaskedDestination.Of(Channel.Email, user.Email!), IsPreferred: false)],
        FactorKind.Phone when phone is not null =>
        [
            new WayIn(Method.Text, factor.Id, phone.Masked, phone.PreferredChannel == Channel.Text),
            new WayIn(Method.Voice, factor.Id, phone.Masked, phone.PreferredChannel == Channel.Voice),
        ],
        FactorKind.Phone => [],
    };
}
