using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IdentityProvider.Dev.Postgres;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Smart;

/// <summary>Inferno's expectation 7: the authorization and token endpoints accept TLS 1.2 and newer, and refuse everything older.</summary>
[Trait("Row", "B4")]
public sealed class InfernoTlsTests(HttpsHost idp) : IClassFixture<HttpsHost>
{
    private const byte Alert = 21;
    private const byte Handshake = 22;
    private const byte HandshakeFailure = 40;
    private const byte ProtocolVersion = 70;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // The greeting is written here byte by byte: TLS libraries no longer offer these versions, and the refusal must be the server's own.
    [Theory]
    [InlineData(0x0300, HandshakeFailure)]
    [InlineData(0x0301, ProtocolVersion)]
    [InlineData(0x0302, ProtocolVersion)]
    public async Task Inferno_7_a_greeting_with_an_older_version_is_refused_for_its_version(ushort version, byte reason)
    {
        var answer = await GreetAsync(version);

        Assert.Equal((Alert, (byte)2, reason), (answer[0], answer[5], answer[6]));
    }

    [Fact]
    public async Task Inferno_7_the_same_greeting_with_TLS_1_2_is_answered()
    {
        var answer = await GreetAsync(0x0303);

        // A ServerHello that chooses this version.
        Assert.Equal((Handshake, (byte)2, (ushort)0x0303), (answer[0], answer[5], BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(9))));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, "/connect/authorize")]
    [InlineData(SslProtocols.Tls12, "/connect/token")]
    [InlineData(SslProtocols.Tls13, "/connect/authorize")]
    [InlineData(SslProtocols.Tls13, "/connect/token")]
    public async Task Inferno_7_TLS_1_2_and_1_3_reach_the_endpoints(SslProtocols version, string path)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, idp.HttpsPort, Ct);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = version,
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.GetCertHashString() == idp.Certificate.GetCertHashString(),
            },
            Ct);

        await tls.WriteAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), Ct);
        using var reader = new StreamReader(tls, Encoding.ASCII);

        Assert.Equal(version, tls.SslProtocol);
        Assert.Matches("^HTTP/1.1 (400|401) ", await reader.ReadLineAsync(Ct));
    }

    /// <summary>Sends a ClientHello that is right but for its version (RFC 5246 §7.4.1.2).</summary>
    /// <returns>The first record of the server: its header of five bytes, then the content.</returns>
    private async Task<byte[]> GreetAsync(ushort version)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, idp.HttpsPort, Ct);
        await using var stream = client.GetStream();
        await stream.WriteAsync(ClientHello(version), Ct);
        var header = new byte[5];
        await stream.ReadExactlyAsync(header, Ct);
        var content = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(3))];
        await stream.ReadExactlyAsync(content, Ct);
        return [.. header, .. content];
    }

    private static byte[] ClientHello(ushort version)
    {
        // Suites of every age: none of these versions is refused for want of one.
        byte[] suites = [0xC0, 0x2F, 0xC0, 0x30, 0xC0, 0x13, 0xC0, 0x14, 0x00, 0x2F, 0x00, 0x35];
        byte[] extensions =
        [
            .. Extension(0x000A, [0x00, 0x04, 0x00, 0x17, 0x00, 0x1D]),
            .. Extension(0x000B, [0x01, 0x00]),
            .. Extension(0x000D, [0x00, 0x06, 0x04, 0x01, 0x08, 0x04, 0x05, 0x01]),
        ];
        byte[] body =
        [
            .. Number(version), .. RandomNumberGenerator.GetBytes(32),
            0, .. Sized(suites), 1, 0, .. Sized(extensions),
        ];
        return [Handshake, 0x03, 0x01, .. Number((ushort)(body.Length + 4)), 1, 0, .. Sized(body)];
    }

    private static byte[] Extension(ushort type, byte[] content) => [.. Number(type), .. Sized(content)];

    private static byte[] Sized(byte[] content) => [.. Number((ushort)content.Length), .. content];

    private static byte[] Number(ushort number) => [(byte)(number >> 8), (byte)number];
}

/// <summary>The provider where it ends TLS itself, with a certificate made for this run.</summary>
public sealed class HttpsHost(TestDatabases databases) : IdpHost(databases)
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.pfx");

    public int HttpsPort { get; } = FreePort.Any();

    public X509Certificate2 Certificate { get; } = Make();

    /// <inheritdoc/>
    protected override IEnumerable<string> MoreSettings
    {
        get
        {
            // A password for a file that lives as long as the run.
            var password = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
            File.WriteAllBytes(_file, Certificate.Export(X509ContentType.Pfx, password));
            return
            [
                $"--Kestrel:Endpoints:Plain:Url={Issuer}",
                $"--Kestrel:Endpoints:Secure:Url=https://127.0.0.1:{HttpsPort}",
                $"--Kestrel:Endpoints:Secure:Certificate:Path={_file}",
                $"--Kestrel:Endpoints:Secure:Certificate:Password={password}",
            ];
        }
    }

    /// <inheritdoc/>
    protected override void Forget()
    {
        File.Delete(_file);
        Certificate.Dispose();
    }

    private static X509Certificate2 Make()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var today = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(today.AddDays(-1), today.AddDays(1));
    }
}
