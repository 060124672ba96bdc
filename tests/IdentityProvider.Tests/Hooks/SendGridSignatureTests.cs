using System.Text;
using IdentityProvider.Delivery;
using IdentityProvider.Hooks;
using IdentityProvider.Tests.Host;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Tests.Hooks;

/// <summary>The vector of SendGrid's own libraries.</summary>
[Trait("Row", "B10")]
public class SendGridSignatureTests
{
    private const string Key = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";
    private const string Signature = "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=";
    private const string Timestamp = "1600112502";

    private const string Body =
        """[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address","sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA","sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0","smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]"""
        + "\r\n";

    private static readonly DateTimeOffset Signed = DateTimeOffset.FromUnixTimeSeconds(1_600_112_502);

    [Fact]
    public void The_published_vector_is_believed() => Assert.True(IsGood(Signed));

    [Theory]
    [InlineData(25 * 3600, true)]
    [InlineData(25 * 3600 + 2, false)]
    [InlineData(-300, true)]
    [InlineData(-302, false)]
    public void For_25_hours_because_what_is_tried_again_keeps_its_time(int seconds, bool isGood) =>
        Assert.Equal(isGood, IsGood(Signed.AddSeconds(seconds)));

    [Fact]
    public void Nothing_else_is()
    {
        Assert.False(IsGood(Signed, body: Body.TrimEnd()));
        Assert.False(IsGood(Signed, timestamp: "1600112503"));
        Assert.False(IsGood(Signed, timestamp: " 1600112502"));
        Assert.False(IsGood(Signed, timestamp: ""));
        Assert.False(IsGood(Signed, signature: ""));
        Assert.False(IsGood(Signed, signature: "not base64"));
        Assert.False(IsGood(Signed, signature: Convert.ToBase64String(new byte[64])));
        Assert.False(IsGood(Signed, signature: Convert.ToBase64String(new byte[4096])));
        Assert.False(IsGood(Signed, signature: "A" + Signature[1..]));
        Assert.False(IsGood(Signed, key: ""));
    }

    private static bool IsGood(DateTimeOffset now, string body = Body, string timestamp = Timestamp, string signature = Signature, string key = Key)
    {
        var clock = new FakeClock();
        clock.Advance(now - clock.GetUtcNow());
        var headers = new HeaderDictionary { [SendGridSignature.TimestampHeader] = timestamp, [SendGridSignature.SignatureHeader] = signature };
        var checking = new SendGridSignature(Options.Create(new DeliveryOptions { SendGrid = { WebhookKey = key } }), clock);
        return checking.IsGood(headers, Encoding.UTF8.GetBytes(body));
    }
}
