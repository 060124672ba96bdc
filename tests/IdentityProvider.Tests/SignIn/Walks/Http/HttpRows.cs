using IdentityProvider.Codes;
using IdentityProvider.Delivery;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.SignIn.Walks.Http;

/// <summary>What the database says came of a step.</summary>
internal sealed class HttpRows(WalkHost idp, HttpCast cast)
{
    private readonly Guid[] _people = [.. cast.People.Select(person => person.Id)];
    private readonly HashSet<Guid> _messages = [];
    private Dictionary<Guid, byte[]> _sessions = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Whom an attempt is of; the first person where it is of nobody.</summary>
    public async Task<int> WhoAsync(Guid? attempt)
    {
        await using var db = idp.Database.Open();
        return WhoIs(await db.SignInAttempts.Where(a => a.Id == attempt).Select(a => a.UserId).SingleOrDefaultAsync(Ct) ?? _people[0]);
    }

    /// <summary>The session that began or grew since the last look; at an open door the one the browser holds.</summary>
    public async Task<Entry?> EntryAsync(string? cookie, bool isAtOnce, bool isApp)
    {
        await using var db = idp.Database.Open();
        var sessions = await db.Sessions.AsNoTracking().Where(s => _people.Contains(s.UserId)).ToListAsync(Ct);
        var grown = sessions.FirstOrDefault(s => !_sessions.TryGetValue(s.Id, out var before) || !before.AsSpan().SequenceEqual(s.TokenHash));
        _sessions = sessions.ToDictionary(s => s.Id, s => s.TokenHash);
        if (grown is not null)
        {
            return new Entry(WhoIs(grown.UserId), ClinicOf(grown.LastMembershipId), IsAtOnce: false);
        }

        if (!isAtOnce)
        {
            return null;
        }

        var hash = RandomToken.HashOf(cookie);
        var enough = sessions.Single(s => hash.AsSpan().SequenceEqual(s.TokenHash));
        var used = isApp ? await db.Grants.Where(g => g.UserId == enough.UserId).OrderByDescending(g => g.CreatedAt).Select(g => g.MembershipId).FirstAsync(Ct) : null;
        return new Entry(WhoIs(enough.UserId), ClinicOf(used), IsAtOnce: true);
    }

    /// <summary>The codes that set out since the last look.</summary>
    public async Task<IReadOnlyList<Letter>> LettersAsync(HttpTab[] tabs)
    {
        await using var db = idp.Database.Open();
        var sent = await (from message in db.OutboxMessages.AsNoTracking()
                          where message.CodeId != null && message.UserId != null && _people.Contains(message.UserId.Value) && !_messages.Contains(message.Id)
                          join code in db.OneTimeCodes on message.CodeId equals code.Id
                          join series in db.CodeSeries on code.SeriesId equals series.Id
                          orderby message.CreatedAt
                          select new { message.Id, message.Channel, code.DigitsEncrypted, series.AttemptId, series.Purpose, series.DestinationHash }).ToListAsync(Ct);
        var letters = new List<Letter>();
        foreach (var one in sent)
        {
            _messages.Add(one.Id);
            var tab = Array.FindIndex(tabs, tab => tab.Attempts.ContainsKey(one.AttemptId));
            if (one.DigitsEncrypted is { } digits && tab >= 0)
            {
                letters.Add(new Letter(
                    tab, tabs[tab].Attempts[one.AttemptId], PhoneOf(one.DestinationHash), one.Channel == Channel.Text ? 0 : 1,
                    idp.Services.GetRequiredService<CodeHasher>().Unseal(digits).Reveal(), one.Purpose == CodePurpose.PhoneVerification));
            }
        }

        return letters;
    }

    /// <summary>A phone that came on file since then.</summary>
    public async Task<(int Who, int Phone)?> AddedAsync(DateTimeOffset since)
    {
        await using var db = idp.Database.Open();
        return await db.UserPhones.AsNoTracking().FirstOrDefaultAsync(p => _people.Contains(p.UserId) && p.VerifiedAt > since && p.RemovedAt == null, Ct) is { } added
            ? (WhoIs(added.UserId), cast.Phones.Find(phone => phone.Number.AsSpan().SequenceEqual(added.NumberHash)).Phone)
            : null;
    }

    private int PhoneOf(byte[] destination) => cast.Phones.Find(phone => phone.Destination.AsSpan().SequenceEqual(destination)).Phone;

    private int WhoIs(Guid userId) => Array.IndexOf(_people, userId);

    private int? ClinicOf(Guid? membership) =>
        cast.Places.Find(place => place.Id == membership) is { } used ? cast.Clinics.FindIndex(clinic => clinic.Id == used.ClinicId) : null;
}
