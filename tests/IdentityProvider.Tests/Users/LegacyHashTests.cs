using System.Security.Cryptography;
using System.Text;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Tests.Users;

/// <summary>Product row PF12: hashes of the systems that practices come from.</summary>
public class LegacyHashTests
{
    private const string Password = "Old-Password-1";

    [Theory, Trait("Row", "PF12")]
    [InlineData(PasswordHasherCompatibilityMode.IdentityV2)]
    [InlineData(PasswordHasherCompatibilityMode.IdentityV3)]
    public void Identitys_own_hashes_are_compared(PasswordHasherCompatibilityMode mode)
    {
        var hasher = new PasswordHasher<User>(Options.Create(new PasswordHasherOptions { CompatibilityMode = mode, IterationCount = 10_000 }));
        var stored = LegacyHash.Import("identity", hasher.HashPassword(null!, Password))!;

        Assert.True(LegacyHash.Verify(stored, Password, 100_000, out var unspent));
        Assert.False(LegacyHash.Verify(stored, Password + "x", 100_000, out _));
        Assert.InRange(unspent, 85_000, 100_000);
    }

    [Theory, Trait("Row", "PF12")]
    [InlineData("pbkdf2-sha1", 20)]
    [InlineData("pbkdf2-sha256", 32)]
    [InlineData("pbkdf2-sha512", 64)]
    public void Named_pbkdf2_hashes_are_compared(string scheme, int length)
    {
        var salt = new byte[16];
        var algorithm = new HashAlgorithmName(scheme["pbkdf2-".Length..].ToUpperInvariant());
        var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(Password), salt, 5000, algorithm, length);
        var stored = LegacyHash.Import(scheme, $"5000${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}")!;

        Assert.True(LegacyHash.Verify(stored, Password, 100_000, out _));
        Assert.False(LegacyHash.Verify(stored, Password.ToUpperInvariant(), 100_000, out _));
    }

    [Theory]
    [InlineData("identity", "")]
    [InlineData("identity", "not base64!")]
    [InlineData("identity", "AQ==")]
    [InlineData("identity", "Ag==")]
    [InlineData("md5", "5f4dcc3b5aa765d61d8327deb882cf99")]
    [InlineData("pbkdf2-sha256", "0$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("pbkdf2-sha256", "999999999$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("pbkdf2-sha256", "1000$$AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("pbkdf2-sha256", "1000$AAAAAAAAAAAAAAAAAAAAAA==$")]
    public void What_cannot_be_compared_safely_is_not_imported(string scheme, string exported) =>
        Assert.Null(LegacyHash.Import(scheme, exported));
}
