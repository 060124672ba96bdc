using System.Diagnostics;
using IdentityProvider.Dev.Running;

namespace IdentityProvider.Dev.Bench;

/// <summary>The provider as it is deployed: published in Release and run in a process of its own, so that its CPU is its own.</summary>
internal sealed class PublishedProvider : IAsyncDisposable
{
    private readonly Process _process;

    private PublishedProvider(Process process) => _process = process;

    /// <summary>CPU of the process since it started, user and kernel.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <returns>The folder it was published to.</returns>
    /// <exception cref="DevException">It does not build.</exception>
    public static async Task<string> PublishAsync(Checkout checkout, CancellationToken ct)
    {
        var folder = Path.Combine(checkout.State, "bench", "provider");
        var project = Path.Combine(checkout.Root, "src", "IdentityProvider");
        var built = await new Executable("dotnet").RunAsync(["publish", project, "-c", "Release", "-o", folder, "--nologo", "-v", "quiet"], checkout.Root, ct);
        return built.Succeeded ? folder : throw new DevException($"The provider could not be published: {built.Output.Trim()}");
    }

    /// <returns>Once it answers.</returns>
    public static async Task<PublishedProvider> StartAsync(string folder, string issuer, IEnumerable<string> arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "IdentityProvider.dll"), .. arguments, "--contentRoot", folder]) { WorkingDirectory = folder };
        var provider = new PublishedProvider(Process.Start(start)!);
        try
        {
            await Answers.WaitAsync([$"{issuer}/.well-known/openid-configuration"], ct);
            return provider;
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
