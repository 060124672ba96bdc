using System.Security.Cryptography;
using System.Text;
using IdentityProvider.Storage;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Tests.Storage;

public class ValueCipherTests
{
    private const string Number = "+12025550123";
    private readonly ValueCipher _cipher = CipherWith("a");

    [Fact]
    public void What_was_encrypted_comes_back_and_does_not_show()
    {
        var stored = _cipher.Encrypt("phone", Number);

        Assert.Equal(Number, _cipher.DecryptText("phone", stored));
        Assert.DoesNotContain("2025550123", Encoding.Latin1.GetString(stored), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_value_is_stored_differently_each_time() =>
        Assert.NotEqual(_cipher.Encrypt("phone", Number), _cipher.Encrypt("phone", Number));

    [Fact]
    public void A_value_moved_to_another_column_does_not_decrypt_there() =>
        Assert.ThrowsAny<CryptographicException>(() => _cipher.DecryptText("outbox", _cipher.Encrypt("phone", Number)));

    [Fact]
    public void No_bit_of_a_stored_value_can_be_changed()
    {
        var stored = _cipher.Encrypt("phone", Number);
        for (var i = 0; i < stored.Length; i++)
        {
            var changed = stored.ToArray();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => _cipher.DecryptText("phone", changed));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    public void A_value_cut_short_is_refused(int length) =>
        Assert.ThrowsAny<CryptographicException>(() => _cipher.Decrypt("phone", _cipher.Encrypt("phone", Number).AsSpan(0, length)));

    [Fact]
    public void After_a_rotation_old_values_still_decrypt_and_look_up_hashes_stay()
    {
        var stored = _cipher.Encrypt("phone", Number);
        var rotated = CipherWith("b", lookup: "a");

        Assert.Equal(Number, rotated.DecryptText("phone", stored));
        Assert.Equal(_cipher.KeyedHash("phone", Number), rotated.KeyedHash("phone", Number));
        Assert.Equal("b", Encoding.ASCII.GetString(rotated.Encrypt("phone", Number), 1, 1));
    }

    [Fact]
    public void A_hash_depends_on_the_purpose_the_value_and_the_key()
    {
        byte[][] hashes =
        [
            _cipher.KeyedHash("phone", Number), _cipher.KeyedHash("name", Number),
            _cipher.KeyedHash("phone", Number + "0"), _cipher.KeyedHash("phone", Number, "b"),
        ];

        Assert.Equal(4, hashes.Select(Convert.ToHexString).Distinct().Count());
        Assert.All(hashes, hash => Assert.Equal(32, hash.Length));
    }

    private static ValueCipher CipherWith(string current, string lookup = "")
    {
        var options = new MasterKeyOptions { Current = current, Lookup = lookup };
        options.Keys["a"] = Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray());
        options.Keys["b"] = Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray());
        return new ValueCipher(Options.Create(options));
    }
}
