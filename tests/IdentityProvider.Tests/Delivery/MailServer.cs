using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using IdentityProvider.Delivery.Email;
using IdentityProvider.Tests.Architecture;

namespace IdentityProvider.Tests.Delivery;

/// <summary>A mail the server took.</summary>
/// <param name="Content">As it went over the wire.</param>
internal sealed record TakenMail(string From, string[] To, bool Tls, bool Authenticated, string Content);

/// <summary>A real mail server (aiosmtpd, Debian's python3-aiosmtpd) with an authority of its own; takes mail over TLS from one account.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    public const string Account = "provider";
    public const string Password = "mail-server-password";

    private const string Debians = "/usr/bin/python3";
    private static readonly string Script = Path.Combine(Repository.Root, "tests", "IdentityProvider.Tests", "Delivery", "mail_server.py");
    private static readonly string Python = File.Exists(Debians) ? Debians : "python3";

    private readonly Process _process;
    private readonly string _folder;

    private MailServer(Process process, string folder, int port, string authority) =>
        (_process, _folder, Port, Authority) = (process, folder, port, authority);

    public int Port { get; }

    /// <summary>The certificate of its authority, PEM.</summary>
    public string Authority { get; }

    public SmtpOptions Options => new()
    {
        Host = "127.0.0.1",
        Port = Port,
        UserName = Account,
        Password = Password,
        CertificateAuthority = Authority,
        FromAddress = "no-reply@id.example",
        FromName = "Sign-in",
    };

    /// <param name="now">When its certificates are good.</param>
    /// <param name="offersTls">Otherwise everything goes in the clear.</param>
    public static async Task<MailServer> StartAsync(DateTimeOffset now, bool offersTls = true)
    {
        var folder = Directory.CreateTempSubdirectory("mail-server").FullName;
        var authority = WriteCertificates(folder, now);
        var process = Process.Start(new ProcessStartInfo(
            Python, [Script, offersTls ? Path.Combine(folder, "server.pem") : "-", Path.Combine(folder, "server.key"), Account, Password])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        if (int.TryParse(await process.StandardOutput.ReadLineAsync(), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            // Read and thrown away: a pipe that nobody empties would stop the server.
            process.BeginErrorReadLine();
            return new MailServer(process, folder, port, authority);
        }

        var why = await process.StandardError.ReadToEndAsync();
        process.Dispose();
        throw new InvalidOperationException($"The mail server did not start. Install python3-aiosmtpd. {why}");
    }

    /// <summary>Waits for the next mail it takes.</summary>
    public async Task<TakenMail> NextAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        var line = await _process.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException("The mail server ended.");
        return JsonSerializer.Deserialize<TakenMail>(line, JsonSerializerOptions.Web)!;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string WriteCertificates(string folder, DateTimeOffset now)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=Mail authority of a test", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var signer = authority.CreateSelfSigned(now.AddDays(-1), now.AddYears(20));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var server = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        server.CertificateExtensions.Add(names.Build());
        using var certificate = server.Create(signer, now.AddDays(-1), now.AddYears(19), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(Path.Combine(folder, "server.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "server.key"), key.ExportPkcs8PrivateKeyPem());
        return signer.ExportCertificatePem();
    }
}
