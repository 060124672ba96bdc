using IdentityProvider.Delivery;
using IdentityProvider.Devices;
using IdentityProvider.Users;

namespace IdentityProvider.SignIn;

/// <summary>The mails a sign-in sends to its user (NIST SP 800-63B-4 §4.6). The caller saves.</summary>
public sealed class SignInNotices(KnownBrowsers browsers, MailedLinks links, Outbox outbox)
{
    public async Task TellOfNewBrowserAsync(HttpContext http, SignInTurn turn, CancellationToken ct)
    {
        if (await browsers.SignedInAsync(http, turn.User!.Id, ct))
        {
            Tell(turn, new NewBrowserSignedIn(turn.Now, BrowserSighting.Of(http.Request.Headers.UserAgent, network: "").Words));
        }
    }

    public void TellOfTrust(SignInTurn turn, TrustedDevice device) =>
        TellOfChange(turn, new BrowserTrusted(turn.Now, NameOf(device), device.Until(turn.Policy.TrustDays)));

    public void TellOfCopiedBrowser(SignInTurn turn, TrustedDevice device) => Tell(turn, new BrowserTrustEnded(turn.Now, NameOf(device)));

    /// <summary>
    /// The same for a change to what signs the user in, with a button for whoever did not make it: what was added since the sign-in began is suspended by
    /// it.
    /// </summary>
    public void TellOfChange(SignInTurn turn, NoticeContent notice)
    {
        if (turn.User!.Email is not null)
        {
            Tell(turn, notice with { DisavowalToken = links.Disavowal(turn.User, turn.Attempt.CreatedAt) });
        }
    }

    /// <summary>Nobody is told who has no address yet: until there is one, no session begins either.</summary>
    public void Tell(SignInTurn turn, NoticeContent notice)
    {
        if (turn.User!.Email is not { } address)
        {
            return;
        }

        outbox.Enqueue(new Letter(Channel.Email, address, turn.Language, notice)
        {
            Clinic = SignInCodes.LetterClinicOf(turn.Clinic),
            UserId = turn.User.Id,
        });
    }

    private static string NameOf(TrustedDevice device) => new BrowserSighting(device.Browser, device.Platform, device.Network).Words;
}
