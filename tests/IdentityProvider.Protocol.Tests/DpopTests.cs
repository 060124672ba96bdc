using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Protocol.Tests;

/// <summary>RFC 9449 §4.3, point by point, and what hostile clients send instead.</summary>
public sealed class DpopTests : IDisposable
{
    private const string AccessToken = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Uri Url = new("https://idp.example/connect/token");
    private static readonly DpopTarget Target = new("POST", Url.ToString());

    private readonly ProvingKey _key = ProvingKey.Make();

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("PS256")]
    [InlineData("RS256")]
    public void A_good_proof_names_its_key_by_the_thumbprint(string algorithm)
    {
        using var key = ProvingKey.Make(algorithm);

        var proof = Good(key.Prove("POST", Url, Noon));

        Assert.Equal(key.Thumbprint, proof.KeyThumbprint);
        Assert.Contains(algorithm, Dpop.Algorithms);
    }

    [Fact]
    public void The_proof_of_the_RFC_is_accepted_in_its_time()
    {
        // RFC 9449 §4.2, figure 2.
        const string Example =
            "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5Ij"
            + "oiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0"
            + "dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7N"
            + "VY-FNyJK70nfbV37xRZT3Lg";

        var checkedProof = Dpop.Check(Example, new DpopTarget("POST", "https://server.example.com/token"), DateTimeOffset.FromUnixTimeSeconds(1562262616));

        Assert.False(checkedProof.IsBroken(out _, out var proof));
        Assert.Equal("-BwC3ESc6acc2lTc", proof.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a.b")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d.e")]
    [InlineData("..")]
    [InlineData("e30.e30.e30")]
    [InlineData("bnVsbA.bnVsbA.AA")]
    [InlineData("W10.W10.AA")]
    [InlineData("\ud800.\0.é")]
    public void What_is_no_JWT_is_no_proof(string header) => Bad(header);

    [Fact]
    public void One_that_is_longer_than_any_is_not_read() => Bad(_key.Prove("POST", Url, Noon, claims: c => c["x"] = new string('a', 20_000)));

    [Fact]
    public void White_space_and_padding_are_not_base64url()
    {
        var proof = _key.Prove("POST", Url, Noon);

        Bad(proof + " ");
        Bad(proof + "=");
        Bad(proof.Replace(".", ".\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("typ", null)]
    [InlineData("typ", "JWT")]
    [InlineData("typ", "at+jwt")]
    [InlineData("alg", null)]
    [InlineData("alg", "none")]
    [InlineData("alg", "HS256")]
    [InlineData("alg", "ES384")]
    [InlineData("alg", "RS256")]
    [InlineData("alg", "EdDSA")]
    [InlineData("alg", "es256")]
    [InlineData("jwk", null)]
    [InlineData("jwk", "x")]
    [InlineData("crit", "x")]
    public void A_header_that_is_spoilt_is_refused(string member, string? value) =>
        Bad(_key.Prove("POST", Url, Noon, header: h => Put(h, member, value)));

    [Fact]
    public void The_type_may_be_written_in_capitals() => Good(_key.Prove("POST", Url, Noon, header: h => h["typ"] = "DPoP+JWT"));

    [Fact]
    public void A_key_with_its_private_part_is_refused() => Bad(_key.Prove("POST", Url, Noon, header: h => h["jwk"] = _key.PrivateJwk()));

    [Fact]
    public void A_symmetric_key_is_refused() =>
        Bad(_key.Prove("POST", Url, Noon, header: h => (h["alg"], h["jwk"]) = ("HS256", new JsonObject { ["kty"] = "oct", ["k"] = "AAAA" })));

    [Theory]
    [InlineData("RS256", 1024)]
    [InlineData("ES512", 0)]
    [InlineData("RS512", 2048)]
    public void Keys_that_are_too_weak_or_of_other_algorithms_are_refused(string algorithm, int bits)
    {
        using var key = ProvingKey.Make(algorithm, bits);

        Bad(key.Prove("POST", Url, Noon));
    }

    [Fact]
    public void Another_key_than_the_one_that_signed_is_refused()
    {
        using var other = ProvingKey.Make();

        Bad(_key.Prove("POST", Url, Noon, header: h => h["jwk"] = other.PublicJwk()));
    }

    [Fact]
    public void A_point_that_is_not_on_the_curve_is_refused() => Bad(_key.Prove("POST", Url, Noon, header: h => h["jwk"]!["y"] = h["jwk"]!["x"]!.DeepClone()));

    [Fact]
    public void A_key_written_in_another_way_is_refused_since_its_thumbprint_would_be_another()
    {
        var x = _key.PublicJwk()["x"]!.ToString();
        var last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var strayBits = x[..^1] + last[(last.IndexOf(x[^1]) & ~3) | ((last.IndexOf(x[^1]) + 1) & 3)];

        Bad(_key.Prove("POST", Url, Noon, header: h => h["jwk"]!["x"] = strayBits));
        Bad(_key.Prove("POST", Url, Noon, header: h => h["jwk"]!["x"] = x + "="));
        Bad(_key.Prove("POST", Url, Noon, header: h => h["jwk"]!["x"] = "AA" + x));
    }

    [Fact]
    public void A_member_that_stands_twice_is_refused()
    {
        var good = _key.Prove("POST", Url, Noon).Split('.');
        var header = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(good[0]));
        var claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(good[1]));

        Bad(_key.Sign(header, claims.Replace("{", "{\"htm\":\"GET\",", StringComparison.Ordinal)));
        Good(_key.Sign(header, claims));
    }

    [Theory]
    [InlineData("jti", null)]
    [InlineData("jti", "")]
    [InlineData("htm", null)]
    [InlineData("htm", "GET")]
    [InlineData("htm", "post")]
    [InlineData("htu", null)]
    [InlineData("htu", "https://other.example/connect/token")]
    [InlineData("htu", "https://idp.example/connect/token/x")]
    [InlineData("htu", "https://idp.example/connect/Token")]
    [InlineData("htu", "http://idp.example/connect/token")]
    [InlineData("htu", "https://idp.example:444/connect/token")]
    [InlineData("htu", "https://idp.example@evil.example/connect/token")]
    [InlineData("htu", "https://user@idp.example/connect/token")]
    [InlineData("htu", "/connect/token")]
    [InlineData("htu", "")]
    [InlineData("iat", null)]
    [InlineData("iat", "1772452800")]
    public void A_claim_that_is_missing_or_wrong_is_refused(string claim, string? value) =>
        Bad(_key.Prove("POST", Url, Noon, claims: c => Put(c, claim, value)));

    [Theory]
    [InlineData("https://idp.example/connect/token?a=b#c")]
    [InlineData("HTTPS://IDP.EXAMPLE/connect/token")]
    [InlineData("https://idp.example:443/connect/token")]
    [InlineData("https://idp.example/connect/%74oken")]
    [InlineData("https://idp.example/x/../connect/token")]
    public void The_same_URL_may_be_written_in_other_ways(string htu) => Good(_key.Prove("POST", Url, Noon, claims: c => c["htu"] = htu));

    [Theory]
    [InlineData(-59, true)]
    [InlineData(-60, false)]
    [InlineData(-3600, false)]
    [InlineData(59, true)]
    [InlineData(60, false)]
    [InlineData(3600, false)]
    public void A_clock_may_be_off_by_less_than_a_minute(int seconds, bool accepted) =>
        Assert.Equal(accepted, Check(_key.Prove("POST", Url, Noon.AddSeconds(seconds))) is null);

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1")]
    [InlineData("9e99")]
    [InlineData("true")]
    [InlineData("[]")]
    public void A_time_that_is_none_is_refused(string iat)
    {
        var jwk = _key.PublicJwk().ToJsonString();

        Bad(_key.Sign($$"""{"typ":"dpop+jwt","alg":"ES256","jwk":{{jwk}}}""", $$"""{"jti":"a","htm":"POST","htu":"{{Url}}","iat":{{iat}}}"""));
    }

    [Theory]
    [InlineData("exp", -600)]
    [InlineData("nbf", 600)]
    public void A_proof_is_held_to_the_limits_it_sets_itself(string claim, int seconds) =>
        Bad(_key.Prove("POST", Url, Noon, claims: c => c[claim] = Noon.AddSeconds(seconds).ToUnixTimeSeconds()));

    [Fact]
    public void Beside_an_access_token_it_must_name_that_token()
    {
        var target = Target with { AccessToken = AccessToken };

        Assert.Null(Check(_key.Prove("POST", Url, Noon, AccessToken), target));
        Assert.Equal("invalid_dpop_proof", Check(_key.Prove("POST", Url, Noon), target));
        Assert.Equal("invalid_dpop_proof", Check(_key.Prove("POST", Url, Noon, AccessToken + "x"), target));
    }

    [Fact]
    public void Members_nobody_knows_change_nothing() =>
        Good(_key.Prove("POST", Url, Noon, claims: c => c["foo"] = new JsonObject { ["a"] = 1 }, header: h => h["foo"] = "bar"));

    [Fact]
    public void A_signature_that_was_cut_or_changed_is_refused()
    {
        var proof = _key.Prove("POST", Url, Noon);

        Bad(proof[..^4]);
        Bad(proof[..^8] + "AAAAAAAA");
        Bad(proof[..(proof.LastIndexOf('.') + 1)]);
    }

    private static void Put(JsonObject json, string member, string? value)
    {
        json.Remove(member);
        if (value is not null)
        {
            json[member] = value;
        }
    }

    private static string? Check(string header, DpopTarget? target = null) =>
        Dpop.Check(header, target ?? Target, Noon).IsBroken(out var error, out _) ? error.Code : null;

    private static void Bad(string header) => Assert.Equal("invalid_dpop_proof", Check(header));

    private static DpopProof Good(string header) =>
        Dpop.Check(header, Target, Noon).IsBroken(out var error, out var proof) ? throw new InvalidOperationException(error.Description) : proof;
}
