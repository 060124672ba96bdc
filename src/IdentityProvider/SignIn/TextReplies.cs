using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Texts;
using IdentityProvider.Phones;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.SignIn;

/// <summary>What an answer to one of our texts asks for.</summary>
public enum TextReply
{
    /// <summary>No texts any more.</summary>
    Stop,

    /// <summary>Texts again.</summary>
    Start,

    /// <summary>Who this is and how to end it.</summary>
    Help,

    /// <summary>Anything else. Nobody reads it.</summary>
    None,
}

/// <summary>
/// What people answer to our texts. STOP ends the texts and nothing else: the second step stays on, and codes come by call or another way.
/// The webhooks that carry answers call this, after they have made sure that the carrier sent them.
/// </summary>
public sealed class TextReplies(IdpDbContext db, UserPhones phones, OptOuts optOuts, Outbox outbox, AuditLog audit, TimeProvider clock)
{
    // CTIA's list, and what people write in Spanish.
    private static readonly string[] Stops = ["STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE", "ALTO", "PARAR", "CANCELAR"];
    private static readonly string[] Starts = ["START", "UNSTOP", "YES", "INICIAR", "COMENZAR", "SI", "SÍ"];
    private static readonly string[] Helps = ["HELP", "INFO", SpanishHelp];
    private const string SpanishHelp = "AYUDA";

    /// <summary>One word decides, whatever its case and the marks around it; a sentence that contains it does not.</summary>
    public static TextReply Read(string? body)
    {
        var word = WordOf(body);
        return Stops.Contains(word) ? TextReply.Stop
            : Starts.Contains(word) ? TextReply.Start
            : Helps.Contains(word) ? TextReply.Help
            : TextReply.None;
    }

    /// <summary>Whether somebody asked for help in Spanish.</summary>
    public static bool IsSpanish(string? body) => WordOf(body) is SpanishHelp;

    /// <summary>Does what the answer asks for, tells whoever uses the number, and saves. HELP is for the caller to answer.</summary>
    /// <param name="from">The number it came from, as carriers write it, with or without the plus.</param>
    /// <param name="body">What was written.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<TextReply> ReceiveAsync(string from, string? body, CancellationToken ct)
    {
        var reply = Read(body);
        if (Parse(from) is not { } sender)
        {
            return TextReply.None;
        }

        if (reply is TextReply.Stop or TextReply.Start)
        {
            await SetAsync(sender, reply, OptOutSource.Reply, ct);
        }

        return reply;
    }

    /// <summary>The carrier refused a text, because the person had told it STOP.</summary>
    public Task StopAtCarrierAsync(string number, CancellationToken ct) =>
        Parse(number) is { } stopped ? SetAsync(stopped, TextReply.Stop, OptOutSource.Carrier, ct) : Task.CompletedTask;

    // In one transaction: a change that was saved without its notice would not be told by the carrier's next try either.
    private async Task SetAsync(PhoneNumber number, TextReply reply, OptOutSource source, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var changed = reply is TextReply.Stop ? await optOuts.StopAsync(number.E164, source, ct) : await optOuts.StartAsync(number.E164, ct);
        if (changed)
        {
            await TellAsync(number, reply, ct);
        }

        await transaction.CommitAsync(ct);
    }

    private static PhoneNumber? Parse(string number) => PhoneNumber.Parse(number.StartsWith('+') ? number : "+" + number, allowFictional: true).Number;

    private static string WordOf(string? body) => (body ?? "").Trim().Trim('.', '!', '"', '\'', '”', '“', '¡').Trim().ToUpperInvariant();

    private async Task TellAsync(PhoneNumber number, TextReply reply, CancellationToken ct)
    {
        var (hash, now) = (phones.HashOf(number), clock.GetUtcNow());
        var owners = await db.UserPhones.Where(p => p.NumberHash == hash && p.VerifiedAt != null && p.RemovedAt == null)
            .Join(db.Users.Where(u => u.DeactivatedAt == null), phone => phone.UserId, user => user.Id, (phone, user) => new { phone, user }).ToListAsync(ct);
        foreach (var owner in owners)
        {
            audit.Record(reply is TextReply.Stop ? new Audit.TextsStopped(owner.phone.Id) : new TextsStarted(owner.phone.Id), owner.user.Id);
            if (reply is TextReply.Stop && owner.user.Email is { } address)
            {
                var notice = new Delivery.TextsStopped(now, number.LastFour);
                outbox.Enqueue(new Letter(Channel.Email, address, owner.user.Language ?? "en", notice) { UserId = owner.user.Id });
            }
        }

        await db.SaveChangesAsync(ct);
    }
}
