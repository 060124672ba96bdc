using System.Security.Cryptography;

namespace IdentityProvider.Web;

/// <summary>The value that marks our own scripts in one response; a script that was smuggled into the page cannot know it.</summary>
public static class CspNonce
{
    private static readonly object Key = new();

    /// <summary>128 random bits, the same for the whole of this response.</summary>
    public static string Of(HttpContext http)
    {
        if (http.Items[Key] is not string nonce)
        {
            http.Items[Key] = nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        }

        return nonce;
    }
}
