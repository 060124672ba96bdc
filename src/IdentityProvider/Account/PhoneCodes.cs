using IdentityProvider.Clinics;
using IdentityProvider.Codes;
using IdentityProvider.Phones;

namespace IdentityProvider.Account;

/// <summary>The codes that confirm a new number. They are bound to the pending phone, so a code of another errand proves nothing here.</summary>
public sealed class PhoneCodes(OneTimeCodes codes, UserPhones phones, PhoneEntry entry, ClinicPolicies policies)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Sends a code to the pending phone, or notes that it has to wait. The caller saves.</summary>
    public async Task<CodeSend> SendAsync(AccountVisit visit, UserPhone phone, CancellationToken ct, bool atOnce = false)
    {
        var clinics = visit.Places.Select(place => place.Clinic.Id).Distinct().ToList();
        var request = new CodeRequest(
            phone.Id, visit.User, CodePurpose.PhoneVerification, phone.PreferredChannel, phones.NumberOf(phone).E164,
            await policies.LongestCodeAsync(clinics, ct), Lifetime, visit.Home, AppName: null, visit.Language);
        return await codes.SendAsync(request, ct, atOnce);
    }

    /// <summary>Whether a clinic of theirs takes no internet phones.</summary>
    public Task<bool> RefusesVoipAsync(AccountVisit visit, CancellationToken ct) => policies.RefusesVoipAsync(visit.User.Id, ct);

    public Task<bool> TakesTextsAsync(UserPhone phone, CancellationToken ct) => entry.TakesTextsAsync(phone, ct);

    public Task<CodeStatus?> CurrentAsync(UserPhone phone, CancellationToken ct) => codes.CurrentAsync(new CodesFor(phone.UserId, phone.Id, CodePurpose.PhoneVerification), ct);

    public Task<CodeCheckOutcome> CheckAsync(UserPhone phone, string? typed, CancellationToken ct) =>
        codes.CheckAsync(new CodesFor(phone.UserId, phone.Id, CodePurpose.PhoneVerification), typed, ct);
}
