using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace IdentityProvider.SignIn;

/// <summary>
/// What was typed into a form, on its way through a step-up and back. It travels sealed for the person who typed it and for the page it was
/// typed on: nobody else's link fills in a form, and what was typed does not stand in logs and histories.
/// </summary>
public sealed class KeptForms(IDataProtectionProvider protection)
{
    public const string Parameter = "kept";

    /// <summary>Long enough for a second factor whose code comes late.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <returns>A query with one parameter.</returns>
    public string Seal(Guid userId, LocalReturn place, string typed) =>
        QueryString.Create(Parameter, Protector(userId, place).Protect(typed, Lifetime)).Value!;

    /// <returns>What was typed; null for nothing, and for what was sealed for another person, another page or too long ago.</returns>
    public IReadOnlyDictionary<string, Microsoft.Extensions.Primitives.StringValues>? Open(Guid userId, LocalReturn place, HttpRequest request)
    {
        if (request.Query[Parameter] is not [{ Length: > 0 } sealedForm])
        {
            return null;
        }

        try
        {
            return QueryHelpers.ParseQuery(Protector(userId, place).Unprotect(sealedForm));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private ITimeLimitedDataProtector Protector(Guid userId, LocalReturn place) =>
        protection.CreateProtector("kept-form", userId.ToString("N"), (place with { Query = null }).Path).ToTimeLimitedDataProtector();
}
