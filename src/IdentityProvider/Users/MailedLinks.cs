using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Users;

/// <summary>The only door to mailed links.</summary>
public sealed class MailedLinks(IdpDbContext db, IOptions<MailedLinkOptions> options, TimeProvider clock)
{
    // {0} is the hash of the token, {1} the purpose, {2} now, {3} the purpose that asks for an address of some age.
    private const string Works = """
        l.token_hash = {0} and l.purpose = {1} and l.used_at is null and l.ended_at is null and l.expires_at > {2}
        and u.id = l.user_id and u.deactivated_at is null
        and (l.stamp is null or l.stamp = u.security_stamp) and (l.sent_to is null or l.sent_to = u.normalized_email)
        and (l.purpose <> {3} or u.email_recovers_from is null or u.email_recovers_from <= {2})
        """;

    /// <summary>
    /// Makes a link; one of the same purpose that was mailed before is worth nothing from then on (not so with disavowals: each answers a mail of
    /// its own). The caller saves, and puts the token into a letter and nowhere else.
    /// </summary>
    /// <param name="user">Whose; null for an address that belongs to nobody, for which everything is done alike.</param>
    public async Task<IssuedLink> IssueAsync(User? user, LinkPurpose purpose, CancellationToken ct, Guid? attemptId = null)
    {
        var (now, userId) = (clock.GetUtcNow(), user?.Id ?? Guid.Empty);
        var before = await db.MailedLinks.Where(l => l.UserId == userId && l.Purpose == purpose && l.UsedAt == null && l.EndedAt == null).ToListAsync(ct);
        before.ForEach(link => link.End(now));

        // What stops a recovery must not die of a new password, or of an address changed by whoever is to be stopped.
        return Add(user?.Id, purpose, now, purpose == LinkPurpose.RecoveryCancel
            ? new Bound()
            : new Bound { Stamp = user?.SecurityStamp, SentTo = user?.NormalizedEmail, AttemptId = attemptId });
    }

    /// <summary>
    /// Makes a "this wasn't me" link for a mail that tells of a change. It holds whatever happens to the password and the address meanwhile.
    /// The caller saves.
    /// </summary>
    /// <param name="since">What was added from here on may not be the user's.</param>
    /// <param name="mailedTo">Where the mail goes, when that is not the address the account has now.</param>
    public string Disavowal(User user, DateTimeOffset since, string? mailedTo = null)
    {
        // An address nobody has shown to read gets nothing back by the link, nor one that took another's place a moment ago.
        var now = clock.GetUtcNow();
        var address = mailedTo ?? (user.EmailVerifiedAt is null || !user.EmailMayRecover(now) ? null : user.Email);
        return Add(user.Id, LinkPurpose.Disavowal, now, new Bound { Since = since, MailedTo = address }).Token;
    }

    /// <summary>
    /// A disavowal was used: those that were mailed after it to another address end. That mailbox may be the thief's, who would close the account to its
    /// owner again. Those mailed before stand: of two mailboxes the older one has the last word. The caller saves.
    /// </summary>
    public async Task EndLaterElsewhereAsync(MailedLink used, CancellationToken ct)
    {
        var (now, purpose) = (clock.GetUtcNow(), used.Purpose);
        var later = await db.MailedLinks
            .Where(l => l.UserId == used.UserId && l.Purpose == purpose && l.Id != used.Id && l.CreatedAt >= used.CreatedAt && l.UsedAt == null && l.EndedAt == null)
            .ToListAsync(ct);
        later.Where(link => link.MailedTo is null || link.MailedTo != used.MailedTo).ToList().ForEach(link => link.End(now));
    }

    /// <summary>A link by its token, as it stands, to say on its page whether it still works; null for none of that purpose.</summary>
    public async Task<MailedLink?> FindAsync(string? token, LinkPurpose purpose, CancellationToken ct) =>
        RandomToken.HashOf(token) is { } hash
            ? await db.MailedLinks.AsNoTracking().SingleOrDefaultAsync(l => l.TokenHash == hash && l.Purpose == purpose, ct)
            : null;

    /// <summary>A link that works, which is not used up by being looked for; null for one that does not.</summary>
    public Task<MailedLink?> WorkingAsync(string? token, LinkPurpose purpose, CancellationToken ct) =>
        OneOfAsync("select l.* from mailed_links l, users u where " + Works, token, purpose, ct);

    /// <summary>
    /// Uses a link up: in a statement of its own, so that of two presses at the same moment one gets it. Null when it does not work
    /// any more: used, replaced, expired, its password or address changed, the address too new to recover a password, its user gone.
    /// </summary>
    public Task<MailedLink?> UseUpAsync(string? token, LinkPurpose purpose, CancellationToken ct) =>
        OneOfAsync("update mailed_links as l set used_at = {2} from users u where " + Works + " returning l.*", token, purpose, ct);

    /// <summary>
    /// Uses a link up with the next save, in its user's turn, or not at all: a save that fails leaves the link as it was, and one whose link does not work
    /// any more by then fails with a <see cref="LinkEndedException"/>.
    /// </summary>
    /// <param name="link">Found by <see cref="WorkingAsync"/> with the same token, so it has a user.</param>
    /// <param name="token">As it came.</param>
    /// <param name="attemptId">The sign-in that goes on from it, which a second press of its button leads to.</param>
    public void UseUpWithSave(MailedLink link, string? token, Guid attemptId) => db.LookBeforeSaving(link.UserId!.Value, async turn =>
    {
        var used = await UseUpAsync(token, link.Purpose, turn) ?? throw new LinkEndedException();
        await db.Database.ExecuteSqlAsync($"update mailed_links set attempt_id = {attemptId} where id = {used.Id}", turn);
    });

    /// <summary>
    /// Uses a link up and does what it is for, in one transaction and in the user's turn: none is used up for nothing, and what was being changed at this
    /// moment is changed by then. Where another request changed one of the rows all the same, everything is done once more, from fresh rows. Saves.
    /// </summary>
    /// <returns>False, and nothing is done, when the link does not work any more.</returns>
    public async Task<bool> UseAsync(string? token, LinkPurpose purpose, Func<MailedLink, Task> act, CancellationToken ct)
    {
        try
        {
            return await UseOnceAsync(token, purpose, act, ct);
        }
        catch (DbUpdateException failed) when (SaveConflicts.IsOfTwo(failed))
        {
            db.StartOver();
            return await UseOnceAsync(token, purpose, act, ct);
        }
    }

    private async Task<bool> UseOnceAsync(string? token, LinkPurpose purpose, Func<MailedLink, Task> act, CancellationToken ct)
    {
        // The user comes first, and then the link: of two links of one user each would otherwise wait for what the other holds.
        await using var change = await db.BeginTurnAsync(await UserOfAsync(token, purpose, ct), ct);
        if (await UseUpAsync(token, purpose, ct) is not { } link)
        {
            return false;
        }

        await act(link);
        await db.SaveChangesAsync(ct);
        await change.CommitAsync(ct);
        return true;
    }

    private async Task<MailedLink?> OneOfAsync(string sql, string? token, LinkPurpose purpose, CancellationToken ct)
    {
        if (RandomToken.HashOf(token) is not { } hash)
        {
            return null;
        }

        var found = await db.MailedLinks.FromSqlRaw(sql, hash, purpose.ToString(), clock.GetUtcNow(), nameof(LinkPurpose.PasswordReset)).AsNoTracking().ToListAsync(ct);
        return found is [var link] ? link : null;
    }

    private async Task<List<Guid>> UserOfAsync(string? token, LinkPurpose purpose, CancellationToken ct) => RandomToken.HashOf(token) is { } hash
        ? await db.MailedLinks.Where(link => link.TokenHash == hash && link.Purpose == purpose && link.UserId != null).Select(link => link.UserId!.Value).ToListAsync(ct)
        : [];

    private IssuedLink Add(Guid? userId, LinkPurpose purpose, DateTimeOffset now, Bound bound)
    {
        var (token, hash) = RandomToken.Draw();
        var link = new MailedLink(userId, purpose, hash, now, options.Value.LifetimeOf(purpose))
        {
            Stamp = bound.Stamp,
            SentTo = bound.SentTo,
            AttemptId = bound.AttemptId,
            Since = bound.Since,
            MailedTo = bound.MailedTo,
        };
        db.MailedLinks.Add(link);
        return new IssuedLink(token, link.ExpiresAt);
    }

    private sealed record Bound
    {
        public string? Stamp { get; init; }

        public string? SentTo { get; init; }

        public Guid? AttemptId { get; init; }

        public DateTimeOffset? Since { get; init; }

        public string? MailedTo { get; init; }
    }
}

/// <summary>A link was used up, or ended, while its button was pressed: nothing was saved.</summary>
public sealed class LinkEndedException() : Exception("The link was used, or ended, while its button was pressed.");

/// <summary>A link about to be mailed.</summary>
/// <param name="Token">In clear: for the letter, and for nothing else.</param>
/// <param name="ExpiresAt">UTC.</param>
public sealed record IssuedLink(string Token, DateTimeOffset ExpiresAt)
{
    public override string ToString() => "a mailed link";
}
