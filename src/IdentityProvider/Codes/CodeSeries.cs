using System.Security.Cryptography;
using IdentityProvider.Delivery;

namespace IdentityProvider.Codes;

/// <summary>
/// Everything sent for one purpose of one sign-in attempt. The codes in it share their tries, and the waits between sends
/// go on from one to the next: a resend is never a fresh start for somebody who guesses (NIST SP 800-63B-4 §3.1.3).
/// </summary>
public sealed class CodeSeries
{
    // A first send that was claimed and not saved holds nobody back for longer than a request takes.
    private static readonly TimeSpan ClaimLives = TimeSpan.FromSeconds(5);

    private readonly List<OneTimeCode> _codes = [];

    public CodeSeries(Guid userId, Guid attemptId, CodePurpose purpose, CodeTarget target, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (UserId, AttemptId, Purpose) = (userId, attemptId, purpose);
        (Channel, DestinationHash, DestinationMasked, FactorId) = target;
        (Prefix, Sends, LastSentAt) = (target.Prefix, 0, now);
    }

    public Guid Id { get; private init; }

    /// <summary>Whose wrong tries count. Another one once the attempt has gone on as somebody else and a code was sent to them.</summary>
    public Guid UserId { get; private set; }

    public Guid AttemptId { get; private init; }

    public CodePurpose Purpose { get; private init; }

    /// <summary>What the last send travelled by. It is what a session records as proven.</summary>
    public Channel Channel { get; private set; }

    public byte[] DestinationHash { get; private set; }

    public string DestinationMasked { get; private set; }

    /// <summary>The block of numbers it goes to (NPA-NXX); null for an address.</summary>
    public string? Prefix { get; private set; }

    /// <summary>The factor that is being proven; null while one is being set up.</summary>
    public Guid? FactorId { get; private set; }

    /// <summary>Tries left for the codes of this series together. Only <see cref="CodeTries"/> takes from it, in the database.</summary>
    public int TriesLeft { get; private set; }

    /// <summary>Sends to this destination, the first included.</summary>
    public int Sends { get; private set; }

    public DateTimeOffset LastSentAt { get; private set; }

    /// <summary>Until when a used-up budget holds the next send back; null when none does.</summary>
    public DateTimeOffset? HeldUntil { get; private set; }

    /// <summary>Whether one does now.</summary>
    public bool IsHeld(DateTimeOffset now) => HeldUntil > now;

    public IReadOnlyList<OneTimeCode> Codes => _codes;

    public OneTimeCode? Newest => _codes.MaxBy(c => c.IssuedAt);

    public bool GoesTo(CodeTarget target) => CryptographicOperations.FixedTimeEquals(DestinationHash, target.DestinationHash);

    /// <summary>When the next send to the same destination is possible.</summary>
    /// <param name="waits">After the first send, the second, and so on; the last one repeats.</param>
    public DateTimeOffset NextSendAt(IReadOnlyList<TimeSpan> waits)
    {
        var waited = LastSentAt + (Sends == 0 ? ClaimLives : waits[Math.Min(Sends, waits.Count) - 1]);
        return HeldUntil is { } held && held > waited ? held : waited;
    }

    /// <summary>The attempt goes on as somebody else. What was sent before proves nothing for them, and the waits and tries begin anew.</summary>
    public void BelongTo(Guid userId, DateTimeOffset now)
    {
        if (userId != UserId)
        {
            (UserId, Sends, TriesLeft, HeldUntil) = (userId, 0, 0, null);
            EndAll(now);
        }
    }

    /// <summary>A budget said no: the page shows until when, instead of a button that does nothing.</summary>
    public void Hold(DateTimeOffset until) => HeldUntil = until;

    /// <summary>The code whose digits a send to this target repeats, or null when a new one has to be drawn.</summary>
    public OneTimeCode? Repeats(CodeTarget target, DateTimeOffset now) =>
        GoesTo(target) && TriesLeft > 0 && Newest is { } newest && newest.MayRepeat(now) ? newest : null;

    /// <summary>
    /// A send goes out. To another destination, everything sent before dies and the counting of sends starts anew. The waits of
    /// one destination do not delay another: what one user may send altogether is the budgets' matter.
    /// </summary>
    public void SendTo(CodeTarget target, DateTimeOffset now)
    {
        if (GoesTo(target))
        {
            Sends++;
        }
        else
        {
            Sends = 1;
            TriesLeft = 0;
            EndAll(now);
        }

        (Channel, DestinationHash, DestinationMasked, FactorId) = target;
        (Prefix, LastSentAt, HeldUntil) = (target.Prefix, now, null);
    }

    /// <summary>
    /// Adds a new code. Beside a living one it shares the tries that are left; after a used-up or finished one it brings its own,
    /// and what is left of the old ones is dead.
    /// </summary>
    public void Draw(OneTimeCode code, int tries, DateTimeOffset now)
    {
        if (TriesLeft == 0 || _codes.Exists(c => c.UsedAt is not null))
        {
            EndAll(now);
            TriesLeft = tries;
        }

        // Nobody may keep more than one old code alive: a third one drawn ends the first.
        foreach (var old in _codes.Where(c => c.IsLive(now)).OrderByDescending(c => c.IssuedAt).Skip(1))
        {
            old.End(now);
        }

        _codes.Add(code);
    }

    /// <summary>Compares typed digits with every code of the series. The caller has reserved the try already.</summary>
    /// <param name="hash">Makes the hash of the typed digits for a code's id.</param>
    /// <param name="now">UTC.</param>
    public CodeCheck Check(Func<Guid, byte[]> hash, DateTimeOffset now)
    {
        // One that was drawn after a used one, because the attempt began anew, counts.
        var anyCouldMatch = _codes.Exists(c => c.IsLive(now));
        if (!anyCouldMatch && _codes.Exists(c => c.UsedAt is not null))
        {
            return CodeCheck.UsedUp;
        }

        var answer = _codes.ConvertAll(code => code.Check(hash(code.Id), now)).Find(a => a is not CodeCheck.Wrong);
        if (answer is CodeCheck.Accepted)
        {
            // Once: the other living code proves nothing any more.
            EndAll(now);
        }

        return answer is CodeCheck.Wrong && !anyCouldMatch ? CodeCheck.Expired : answer;
    }

    private void EndAll(DateTimeOffset now) => _codes.ForEach(code => code.End(now));

    // For EF, which fills the rest.
    private CodeSeries() => (DestinationHash, DestinationMasked) = ([], "");
}

/// <summary>Where a code goes, as it is kept: a hash, what may be shown, and the factor it belongs to.</summary>
public sealed record CodeTarget(Channel Channel, byte[] DestinationHash, string DestinationMasked, Guid? FactorId)
{
    /// <summary>Area code and exchange of a number; null for an address.</summary>
    public string? Prefix { get; init; }
}
