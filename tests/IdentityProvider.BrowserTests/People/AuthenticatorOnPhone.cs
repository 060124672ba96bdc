using System.Globalization;
using IdentityProvider.Factors;

namespace IdentityProvider.BrowserTests.People;

/// <summary>The app that somebody types the key of the page into.</summary>
internal static class AuthenticatorOnPhone
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <param name="key">As it stands on the page, in groups.</param>
    public static string CodeOf(string key)
    {
        var bits = string.Concat(key.Where(Base32.Contains).Select(c => Base32.IndexOf(c, StringComparison.Ordinal).ToString("b5", CultureInfo.InvariantCulture)));
        byte[] bytes = [.. bits.Chunk(8).Where(chunk => chunk.Length == 8).Select(chunk => Convert.ToByte(new string(chunk), 2))];
        return TimeCode.At(TimeCode.StepOf(TimeProvider.System.GetUtcNow()), AuthenticatorSecret.FromStored(bytes));
    }
}
