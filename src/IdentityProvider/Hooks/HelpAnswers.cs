using IdentityProvider.Codes;
using IdentityProvider.Delivery;
using IdentityProvider.Limits;
using IdentityProvider.Phones;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Hooks;

/// <summary>
/// Answers HELP. Each answer is a text that we pay for, and senders can be forged, so it draws on budgets: its own, or forged ones would use up those of
/// somebody's codes.
/// </summary>
internal sealed class HelpAnswers(SendBudgets budgets, IOptions<SendBudgetOptions> options, CodeHasher hasher, Outbox outbox, IdpDbContext db)
{
    /// <param name="from">Who asked, E.164.</param>
    /// <param name="body">What was written, for the language.</param>
    /// <param name="ct">Cancels.</param>
    public async Task AnswerAsync(string from, string? body, CancellationToken ct)
    {
        if (PhoneNumber.Parse(from, allowFictional: true).Number is not { } number || (await budgets.TakeAsync([.. KeysOf(number)], ct)).Over is not null)
        {
            return;
        }

        outbox.Enqueue(new Letter(Channel.Text, number.E164, TextReplies.IsSpanish(body) ? "es" : "en", new HelpAnswer()));
        await db.SaveChangesAsync(ct);
    }

    private IEnumerable<SendKey> KeysOf(PhoneNumber number)
    {
        var (limits, destination) = (options.Value, Convert.ToHexStringLower(hasher.HashDestination(number.E164).AsSpan(0, 16)));
        yield return new(limits.PerHelpAnswer, destination);
        yield return new(limits.PerHelpAnswerDay, destination);
        yield return new(limits.PerHelpAnswerEverywhere, "all");
    }
}
