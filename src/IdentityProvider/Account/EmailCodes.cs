using IdentityProvider.Clinics;
using IdentityProvider.Codes;
using IdentityProvider.Delivery;

namespace IdentityProvider.Account;

/// <summary>The codes that make the account's address a second factor. They are bound to the account and its address of now.</summary>
public sealed class EmailCodes(OneTimeCodes codes, ClinicPolicies policies)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Sends a code, or notes that it has to wait. The caller saves.</summary>
    public async Task<CodeSend> SendAsync(AccountVisit visit, CancellationToken ct, bool atOnce = false)
    {
        var clinics = visit.Places.Select(place => place.Clinic.Id).Distinct().ToList();
        var request = new CodeRequest(
            visit.User.Id, visit.User, CodePurpose.EmailVerification, Channel.Email, visit.User.Email!,
            await policies.LongestCodeAsync(clinics, ct), Lifetime, visit.Home, AppName: null, visit.Language);
        return await codes.SendAsync(request, ct, atOnce);
    }

    public Task<CodeStatus?> CurrentAsync(AccountVisit visit, CancellationToken ct) =>
        codes.CurrentAsync(new CodesFor(visit.User.Id, visit.User.Id, CodePurpose.EmailVerification), ct, visit.User.Email);

    public Task<CodeCheckOutcome> CheckAsync(AccountVisit visit, string? typed, CancellationToken ct) =>
        codes.CheckAsync(new CodesFor(visit.User.Id, visit.User.Id, CodePurpose.EmailVerification), typed, ct, visit.User.Email);
}
