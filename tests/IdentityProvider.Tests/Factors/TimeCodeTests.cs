using System.Diagnostics;
using System.Globalization;
using System.Text;
using IdentityProvider.Factors;

namespace IdentityProvider.Tests.Factors;

[Trait("Row", "B7")]
public class TimeCodeTests
{
    private static readonly AuthenticatorSecret Rfc = AuthenticatorSecret.FromStored(Encoding.ASCII.GetBytes("12345678901234567890"));

    // RFC 6238 Appendix B, the lines of SHA-1.
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void The_vectors_of_the_rfc_come_out(long seconds, string digits)
    {
        var step = TimeCode.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds));

        Assert.Equal(digits, TimeCode.At(step, Rfc, digits: 8));
        Assert.Equal(digits[2..], TimeCode.At(step, Rfc));
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void One_step_before_and_after_counts_and_no_more(int steps, bool counts)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);
        var step = TimeCode.StepOf(now) + steps;

        Assert.Equal(counts ? step : null, TimeCode.Find(Rfc, TimeCode.At(step, Rfc), now));
    }

    [Fact]
    public void The_key_is_base32_in_groups_of_four() => Assert.Equal("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ", Rfc.AsTyped());

    [Fact]
    public void The_picture_says_only_what_every_app_understands() => Assert.Equal(
        "otpauth://totp/Lakeside%20FM:nia%40clinic.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Lakeside%20FM&algorithm=SHA1&digits=6&period=30",
        Rfc.AsUri("Lakeside FM", "nia@clinic.example"));

    [Fact]
    public void Two_secrets_are_never_the_same_and_tell_nothing_by_themselves()
    {
        var (one, other) = (AuthenticatorSecret.Draw(), AuthenticatorSecret.Draw());

        Assert.NotEqual(one.AsTyped(), other.AsTyped());
        Assert.Equal(20, one.Reveal().Length);
        Assert.Equal("AuthenticatorSecret", one.ToString());
    }

    /// <summary>Another program's opinion, where it is installed.</summary>
    [Fact]
    public async Task Oathtool_computes_the_same_codes()
    {
        var secret = AuthenticatorSecret.Draw();
        var at = DateTimeOffset.FromUnixTimeSeconds(1_790_000_015);
        if (await OathtoolAsync(secret, at) is not { } digits)
        {
            Assert.Skip("oathtool is not installed");
        }
        else
        {
            Assert.Equal(digits, TimeCode.At(TimeCode.StepOf(at), secret));
        }
    }

    private static async Task<string?> OathtoolAsync(AuthenticatorSecret secret, DateTimeOffset at)
    {
        var start = new ProcessStartInfo("oathtool") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[] { "--totp", "--base32", "--now", $"@{at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}", secret.AsTyped() })
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using var oathtool = Process.Start(start)!;
            return (await oathtool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
