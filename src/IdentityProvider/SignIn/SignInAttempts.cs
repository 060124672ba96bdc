using System.Security.Cryptography;
using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.SignIn;

/// <summary>The only door to sign-in attempts and to the browser secret that ties them to one browser.</summary>
public sealed class SignInAttempts(IdpDbContext db, ValueCipher cipher, CookieNames cookies, Sessions sessions, AuditLog audit, TimeProvider clock)
{
    /// <summary>Name of the attempt's id in URLs and forms.</summary>
    public const string IdName = "a";

    private const string NamePurpose = "typed-name";
    private const int MostPerBrowser = 5;

    // Every page of every sign-in looks for its attempt: these are compiled once, not looked up again for each of them.
    private static readonly Func<IdpDbContext, Guid, CancellationToken, Task<SignInAttempt?>> StoredOf = EF.CompileAsyncQuery(
        (IdpDbContext db, Guid id, CancellationToken _) => db.SignInAttempts.SingleOrDefault(attempt => attempt.Id == id));

    private static readonly Func<IdpDbContext, byte[], DateTimeOffset, DateTimeOffset, IAsyncEnumerable<SignInAttempt>> StoredLiveOf = EF.CompileAsyncQuery(
        (IdpDbContext db, byte[] browser, DateTimeOffset oldest, DateTimeOffset lastPost) => db.SignInAttempts
            .Where(a => a.BrowserHash == browser && a.EndedAt == null && a.CreatedAt > oldest && a.LastPostAt > lastPost)
            .OrderBy(a => a.CreatedAt)
            .AsQueryable());

    /// <summary>An attempt that is only thought through so far: nothing is stored, and no browser holds it.</summary>
    public SignInAttempt Draft(SignInDemand demand) => new(
        demand with { LoginHint = null, SealedHint = demand.LoginHint is { } hint ? cipher.Encrypt(NamePurpose, hint) : null }, clock.GetUtcNow());

    /// <summary>Hands a draft to this browser. A sixth live attempt drops the oldest. The caller saves.</summary>
    public async Task BeginAsync(HttpContext http, SignInAttempt draft, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var browser = RandomToken.HashOf(http.Request.Cookies[cookies.Browser]);
        var live = browser is null ? [] : await LiveOfAsync(browser, now, ct);
        await DropAsync([.. live.SkipLast(MostPerBrowser - 1).Select(old => old.Id)], now, ct);

        draft.BindTo(browser ?? NewSecret(http));
        db.SignInAttempts.Add(draft);
    }

    /// <summary>Lets an attempt go on as the user of the browser's session. The caller saves.</summary>
    public void GoOnFrom(SignInAttempt attempt, Session session) =>
        attempt.GoOnFrom(session.Id, session.UserId, cipher.Encrypt(NamePurpose, session.Email!));

    /// <summary>What is typed as a name, as an attempt keeps it.</summary>
    public byte[] Seal(string typed) => cipher.Encrypt(NamePurpose, typed);

    /// <summary>Notes what was typed as the name.</summary>
    public void Identify(SignInAttempt attempt, string typed, Guid? userId)
    {
        attempt.Identify(cipher.Encrypt(NamePurpose, typed), userId);
        audit.Record(new SignInStarted(), userId, attemptId: attempt.Id);
    }

    /// <summary>The address the app believes the user has, to fill it in; null when it said nothing.</summary>
    public string? HintOf(SignInAttempt attempt) =>
        attempt.Demand.SealedHint is { } hint ? cipher.DecryptText(NamePurpose, hint) : null;

    /// <summary>What was typed, to show it again on the next page.</summary>
    public string TypedNameOf(SignInAttempt attempt) =>
        attempt.TypedName is { } typed ? cipher.DecryptText(NamePurpose, typed) : "";

    /// <summary>The live attempt that the request names, if this browser holds its secret.</summary>
    public async Task<SignInAttempt?> CurrentAsync(HttpContext http, CancellationToken ct)
    {
        var attempt = await FindAsync(http, ct);
        return attempt is not null && IsLive(attempt) ? attempt : null;
    }

    /// <summary>Whether the attempt may still go on.</summary>
    public bool IsLive(SignInAttempt attempt) => attempt.IsLive(clock.GetUtcNow());

    /// <summary>
    /// As <see cref="CurrentAsync"/>, but also one that has ended: a form posted twice, the way back to the app. A completed one is found
    /// by its session too, because the browser has a new secret since.
    /// </summary>
    public async Task<SignInAttempt?> FindAsync(HttpContext http, CancellationToken ct)
    {
        return Guid.TryParse(http.Request.Query[IdName], out var id) ? await FindAsync(http, id, ct) : null;
    }

    /// <summary>The same for an attempt that a mailed link names instead of the address.</summary>
    public async Task<SignInAttempt?> FindAsync(HttpContext http, Guid id, CancellationToken ct)
    {
        // Looked for by several parts of one request; the row is read once.
        if ((db.AtHand<SignInAttempt>().FindEntry(id)?.Entity ?? await StoredOf(db, id, ct)) is not { } attempt)
        {
            return null;
        }

        var browser = RandomToken.HashOf(http.Request.Cookies[cookies.Browser]);
        var isThisBrowsers = browser is not null && CryptographicOperations.FixedTimeEquals(browser, attempt.BrowserHash);
        return isThisBrowsers || await BecameThisSessionAsync(http, attempt, ct) ? attempt : null;
    }

    private async Task<bool> BecameThisSessionAsync(HttpContext http, SignInAttempt attempt, CancellationToken ct) =>
        attempt.End == AttemptEnd.Completed && await sessions.CurrentAsync(http, ct) is { } session && session.Id == attempt.SessionId;

    /// <summary>
    /// Gives the browser a new secret because a session begins, and moves its other attempts to it: a secret that somebody planted
    /// before leads nowhere afterwards. The caller saves.
    /// </summary>
    public async Task ReplaceSecretAsync(HttpContext http, SignInAttempt finished, CancellationToken ct)
    {
        var others = await LiveOfAsync(finished.BrowserHash, clock.GetUtcNow(), ct);
        var secret = NewSecret(http);
        foreach (var other in others.Where(other => other.Id != finished.Id))
        {
            other.MoveTo(secret);
        }

        // The finished one follows too, with everything it knows: the way back to the app goes by it.
        finished.BindTo(secret);
    }

    private ValueTask<List<SignInAttempt>> LiveOfAsync(byte[] browser, DateTimeOffset now, CancellationToken ct) =>
        StoredLiveOf(db, browser, now - SignInAttempt.Longest, now - SignInAttempt.Idle).ToListAsync(ct);

    // In a statement of its own: a browser that restores ten tabs drops the same attempts ten times, and none of them may fail for it.
    private async Task DropAsync(List<Guid> ids, DateTimeOffset now, CancellationToken ct)
    {
        if (ids.Count > 0)
        {
            await db.SignInAttempts.Where(a => ids.Contains(a.Id) && a.EndedAt == null).ExecuteUpdateAsync(
                set => set.SetProperty(a => a.EndedAt, now).SetProperty(a => a.End, AttemptEnd.Dropped), ct);
        }
    }

    private byte[] NewSecret(HttpContext http)
    {
        var (cookie, hash) = RandomToken.Draw();
        http.Response.Cookies.Append(cookies.Browser, cookie, cookies.Options());
        return hash;
    }
}
