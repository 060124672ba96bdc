using IdentityProvider.Delivery;
using IdentityProvider.Phones;
using IdentityProvider.Users;

namespace IdentityProvider.SignIn.PhoneReset;

/// <summary>What is written about a request for another phone. The caller saves.</summary>
public sealed class PhoneResetLetters(UserPhones phones, PhoneEntry entry, MailedLinks links, Outbox outbox)
{
    /// <summary>To the address and to every verified phone, the lost one included: it may not be lost, and its holder the one to stop this.</summary>
    /// <param name="since">What was added from then on is suspended by the button in the mail.</param>
    public async Task ToEverywhereAsync(User user, LetterClinic? clinic, string language, NoticeContent notice, DateTimeOffset since, CancellationToken ct)
    {
        // The link is the mailbox's alone: a text has no room for it, and a lost phone no right to it.
        ToAddress(user, clinic, language, user.Email is null ? notice : notice with { DisavowalToken = links.Disavowal(user, since) });
        foreach (var phone in await phones.VerifiedOfAsync(user.Id, ct))
        {
            var channel = await entry.TakesTextsAsync(phone, ct) ? Channel.Text : Channel.Voice;
            outbox.Enqueue(new Letter(channel, phones.NumberOf(phone).E164, language, notice) { Clinic = clinic, UserId = user.Id });
        }
    }

    public void ToAddress(User user, LetterClinic? clinic, string language, NoticeContent notice)
    {
        if (user.Email is { } address)
        {
            outbox.Enqueue(new Letter(Channel.Email, address, language, notice) { Clinic = clinic, UserId = user.Id });
        }
    }

    public void ToAdmin(User admin, LetterClinic clinic, NoticeContent notice) => ToAddress(admin, clinic, admin.Language ?? Web.Languages.English, notice);
}
