using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Phones;
using IdentityProvider.SignIn.Steps.OfferPasskey;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.SignIn;

/// <summary>Which of the things that most users lack a user has, confirmed or not, still good or not. What is not there is not read.</summary>
public sealed record Belongings(bool Passkeys, bool PreferredWays, bool RecoveryCodes, bool BypassCodes, bool PhoneResets);

/// <summary>A membership with its clinic.</summary>
public sealed record StoredPlace(Membership Membership, PlaceOnFile Clinic);

/// <summary>What a sign-in decides from about one user, as it stood at one moment.</summary>
/// <param name="Places">All the memberships, those that ended too, each with its clinic.</param>
/// <param name="Phones">The verified ones, newest first.</param>
/// <param name="WithoutTexts">Those of the phones that answered STOP.</param>
/// <param name="SessionsWithoutOffer">Sessions of somebody who was not asked lately whether they want a passkey; 0 for who was.</param>
public sealed record UserOnFile(
    User User, IReadOnlyList<StoredPlace> Places, FactorsOnFile Factors, IReadOnlyList<UserPhone> Phones, IReadOnlySet<Guid> WithoutTexts,
    Belongings Has, int SessionsWithoutOffer)
{
    public IEnumerable<Membership> Memberships => Places.Select(place => place.Membership);

    public IEnumerable<PlaceOnFile> ActivePlaces => Places.Where(place => place.Membership.IsActive).Select(place => place.Clinic);

    /// <summary>The clinic of one of the memberships, as it was read with it.</summary>
    public PlaceOnFile PlaceOf(Membership membership) => Places.First(place => place.Membership.Id == membership.Id).Clinic;

    /// <summary>The verified phone of a factor; null for a factor that is none.</summary>
    public UserPhone? PhoneOf(Factor factor) => Phones.FirstOrDefault(phone => phone.Id == factor.PhoneId);

    public bool TakesTexts(UserPhone phone) => !phone.IsLandline && !WithoutTexts.Contains(phone.Id);
}

/// <summary>Reads all of it in one round trip: every page of every sign-in passes here.</summary>
public sealed class UsersOnFile(IdpDbContext db, TimeProvider clock)
{
    // A user has few of each, so the rows that one query multiplies are cheaper than a round trip more. The newest version of a policy is found as
    // MemberPolicies finds it.
    private static readonly Func<IdpDbContext, Guid, DateTimeOffset, DateTimeOffset, CancellationToken, Task<Stored?>> StoredOf = EF.CompileAsyncQuery(
        (IdpDbContext db, Guid id, DateTimeOffset now, DateTimeOffset askedLately, CancellationToken _) => db.Users.AsSingleQuery()
            .Where(user => user.Id == id && user.DeactivatedAt == null)
            .Select(user => new Stored
            {
                User = user,
                Places = (
                    from membership in db.Memberships
                    where membership.UserId == user.Id
                    join clinic in db.Clinics on membership.ClinicId equals clinic.Id
                    from version in db.ClinicPolicies.Where(version => version.ClinicId == clinic.Id
                        && version.Version == db.ClinicPolicies.Where(other => other.ClinicId == clinic.Id).Max(other => (int?)other.Version)).DefaultIfEmpty()
                    select new StoredPlace(membership, new PlaceOnFile
                    {
                        Clinic = clinic,
                        Version = version,
                        ExemptUntil = db.PolicyExemptions
                            .Where(exemption => exemption.ClinicId == clinic.Id && exemption.UserId == id && exemption.EndedAt == null && exemption.Until > now)
                            .Max(exemption => (DateTimeOffset?)exemption.Until),
                    })).ToList(),
                Factors = db.Factors.Where(factor => factor.UserId == user.Id && factor.RemovedAt == null).OrderBy(factor => factor.AddedAt).ToList(),
                Phones = db.UserPhones.Where(phone => phone.UserId == user.Id && phone.RemovedAt == null)
                    .Select(phone => new StoredPhone { Phone = phone, IsStopped = db.OptOuts.Any(number => number.NumberHash == phone.NumberHash) }).ToList(),
                Passkeys = db.Passkeys.Any(passkey => passkey.UserId == user.Id && passkey.RemovedAt == null),
                PreferredWays = db.PreferredWays.Any(preferred => preferred.UserId == user.Id),
                RecoveryCodes = db.RecoveryCodeSets.Any(set => set.UserId == user.Id && set.EndedAt == null),
                BypassCodes = db.BypassCodes.Any(code => code.UserId == user.Id && code.UsedAt == null && code.EndedAt == null),
                PhoneResets = db.PhoneResetRequests.Any(request => request.UserId == user.Id && request.UsedAt == null),
                SessionsWithoutOffer = db.PasskeyHolders.Any(holder => holder.UserId == user.Id && holder.OfferedAt > askedLately)
                    ? 0 : db.Sessions.Count(session => session.UserId == user.Id),
            })
            .SingleOrDefault());

    private static readonly Func<IdpDbContext, Guid, CancellationToken, Task<User?>> OpenAccountOf = EF.CompileAsyncQuery(
        (IdpDbContext db, Guid id, CancellationToken _) => db.Users.SingleOrDefault(user => user.Id == id && user.DeactivatedAt == null));

    /// <returns>Null for nobody, and for somebody whose account is closed.</returns>
    public async Task<UserOnFile?> FindAsync(Guid userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await StoredOf(db, userId, now, now - OfferPasskeyStep.AskedAgainAfter, ct) is { } stored ? WithUnsaved(stored) : null;
    }

    /// <summary>Only who was typed. One round trip whether that is anybody or not, and none while nothing was typed.</summary>
    public async Task<User?> TypedAsync(SignInAttempt attempt, CancellationToken ct)
    {
        var id = attempt.UserId ?? Guid.Empty;
        return attempt.TypedName is null ? null : await OpenAccountOf(db, id, ct);
    }

    /// <summary>The admin's approval that a recovery goes by; null when it is not this user's.</summary>
    public Task<RecoveryRequest?> ApprovalAsync(Guid userId, Guid requestId, CancellationToken ct) =>
        db.RecoveryRequests.SingleOrDefaultAsync(request => request.Id == requestId && request.UserId == userId, ct);

    // What this request has added, verified or removed counts before it is saved. What it read before and another one removed since does not count.
    private UserOnFile WithUnsaved(Stored stored)
    {
        var id = stored.User.Id;
        var added = db.AtHand<Factor>().Where(factor => factor.UserId == id && db.Entry(factor).State == EntityState.Added);
        var verified = stored.Phones.Where(row => row.Phone.IsVerified).OrderByDescending(row => row.Phone.VerifiedAt).ToList();
        return new UserOnFile(
            stored.User,
            stored.Places,
            new FactorsOnFile([.. stored.Factors.Concat(added).Where(factor => factor.IsOnFile)]),
            [.. verified.Select(row => row.Phone)],
            verified.Where(row => row.IsStopped).Select(row => row.Phone.Id).ToHashSet(),
            new Belongings(
                stored.Passkeys || db.AtHand<Passkey>().Any(passkey => passkey.UserId == id),
                stored.PreferredWays || db.AtHand<PreferredWays>().Any(preferred => preferred.UserId == id),
                stored.RecoveryCodes || db.AtHand<RecoveryCodeSet>().Any(set => set.UserId == id),
                stored.BypassCodes,
                stored.PhoneResets),
            stored.SessionsWithoutOffer);
    }

    private sealed class Stored
    {
        public required User User { get; init; }

        public required List<StoredPlace> Places { get; init; }

        public required List<Factor> Factors { get; init; }

        public required List<StoredPhone> Phones { get; init; }

        public bool Passkeys { get; init; }

        public bool PreferredWays { get; init; }

        public bool RecoveryCodes { get; init; }

        public bool BypassCodes { get; init; }

        public bool PhoneResets { get; init; }

        public int SessionsWithoutOffer { get; init; }
    }

    private sealed class StoredPhone
    {
        public required UserPhone Phone { get; init; }

        public bool IsStopped { get; init; }
    }
}
