using System.Text;
using IdentityProvider.Keys;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Keys;

public class SigningKeysTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Issuer = "https://idp.example";

    private static readonly Dictionary<string, object> Claims = new(StringComparer.Ordinal) { ["iss"] = Issuer, ["sub"] = "u", ["exp"] = 4_000_000_000L };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private SigningKeys Keys => idp.Services.GetRequiredService<SigningKeys>();

    private TokenSigner Signer => idp.Services.GetRequiredService<TokenSigner>();

    [Fact]
    public async Task Many_nodes_that_rotate_at_once_make_one_key_for_each_algorithm()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Keys.RotateAsync(Ct)));

        Assert.Single(await Keys.PublishedAsync(Ct), key => key.Alg == "ES256");
        Assert.Single(await Keys.PublishedAsync(Ct), key => key.Alg == "RS256");
    }

    [Fact]
    public async Task Private_keys_are_stored_encrypted()
    {
        await Keys.RotateAsync(Ct);

        var stored = await idp.WithAsync<IdpDbContext, SigningKey>(db => db.SigningKeys.FirstAsync(key => key.Algorithm == "ES256", Ct));

        // A PKCS#8 structure of an EC key names its curve; an encrypted one names nothing.
        byte[] curve = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
        Assert.Equal(-1, stored.PrivateKey.AsSpan().IndexOf(curve));
        Assert.NotEqual(-1, stored.PublicKey.AsSpan().IndexOf(curve));
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("PS256")]
    [InlineData("RS256")]
    [InlineData("RS384")]
    public async Task What_is_signed_is_read_back_and_only_as_what_it_is(string algorithm)
    {
        var token = await Signer.SignAsync(Claims, algorithm, "at+jwt", Ct);

        Assert.Equal("u", (await Signer.ReadAsync(token, Issuer, "at+jwt", evenExpired: false, Ct))?.Subject);
        Assert.Null(await Signer.ReadAsync(token, Issuer, "JWT", evenExpired: false, Ct));
        Assert.Null(await Signer.ReadAsync(token, "https://other.example", "at+jwt", evenExpired: false, Ct));
        Assert.Null(await Signer.ReadAsync(token[..^4] + "AAAA", Issuer, "at+jwt", evenExpired: false, Ct));
    }

    [Fact]
    public async Task An_expired_token_is_read_only_as_a_hint()
    {
        var old = new Dictionary<string, object>(Claims, StringComparer.Ordinal) { ["exp"] = 1_000_000_000L };
        var token = await Signer.SignAsync(old, "RS256", type: null, Ct);

        Assert.Null(await Signer.ReadAsync(token, Issuer, "JWT", evenExpired: false, Ct));
        Assert.NotNull(await Signer.ReadAsync(token, Issuer, "JWT", evenExpired: true, Ct));
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("...")]
    [InlineData("e30.e30.")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2lkcC5leGFtcGxlIn0.")]
    public async Task What_we_did_not_sign_is_nothing(string token) => Assert.Null(await Signer.ReadAsync(token, Issuer, "JWT", evenExpired: true, Ct));

    [Fact]
    public async Task An_unsigned_copy_of_a_token_is_nothing()
    {
        var parts = (await Signer.SignAsync(Claims, "RS256", type: null, Ct)).Split('.');
        var none = Convert.ToBase64String(Encoding.ASCII.GetBytes("""{"alg":"none","typ":"JWT"}""")).TrimEnd('=');

        Assert.Null(await Signer.ReadAsync($"{none}.{parts[1]}.", Issuer, "JWT", evenExpired: true, Ct));
    }
}
