using System.Diagnostics;

namespace IdentityProvider.Dev;

/// <summary>What an <see cref="Executable"/> said and how it ended.</summary>
internal sealed record Finished(int ExitCode, string Output, string Errors)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>A program of the machine, run to its end.</summary>
/// <param name="Path">A file, or a name that is looked up in PATH.</param>
/// <param name="Before">What stands before it on the command line: how to run it as somebody else.</param>
internal sealed record Executable(string Path, IReadOnlyList<string>? Before = null)
{
    /// <summary>Runs it with its output kept. Arguments are passed as they are: no shell reads them.</summary>
    /// <exception cref="DevException">There is no such program.</exception>
    public async Task<Finished> RunAsync(IEnumerable<string> arguments, string? folder = null, CancellationToken ct = default)
    {
        using var process = Start(arguments, folder, keepOutput: true);
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await EndOfAsync(process, ct);
        return new Finished(process.ExitCode, await output, await errors);
    }

    /// <summary>Sends a signal. kill is asked of the shell: as a program of its own it is missing from a bare Debian.</summary>
    public static Task<Finished> SignalAsync(string signal, string processId, CancellationToken ct) =>
        new Executable("sh").RunAsync(["-c", "kill -s \"$0\" \"$1\"", signal, processId], ct: ct);

    /// <summary>Runs it on this terminal.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ShowAsync(IEnumerable<string> arguments, string? folder = null, CancellationToken ct = default)
    {
        using var process = Start(arguments, folder, keepOutput: false);
        await EndOfAsync(process, ct);
        return process.ExitCode;
    }

    private Process Start(IEnumerable<string> arguments, string? folder, bool keepOutput)
    {
        string[] line = [.. Before ?? [], Path, .. arguments];
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            WorkingDirectory = folder ?? System.IO.Path.GetTempPath(),
            RedirectStandardOutput = keepOutput,
            RedirectStandardError = keepOutput,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new DevException($"{line[0]} could not be started: {exception.Message}.", exception);
        }
    }

    private static async Task EndOfAsync(Process process, CancellationToken ct)
    {
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
