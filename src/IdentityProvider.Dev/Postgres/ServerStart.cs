namespace IdentityProvider.Dev.Postgres;

/// <summary>Brings a data folder to a running server, whatever the last one left behind.</summary>
internal sealed class ServerStart(DataFolder data)
{
    private const int Tries = 5;

    /// <param name="port">The port to use again; 0 for any free one.</param>
    /// <returns>The port, and whether it was us who started it.</returns>
    /// <exception cref="DevException">It did not start; the message ends with PostgreSQL's own words.</exception>
    public async Task<(int Port, bool StartedHere)> RunAsync(int port, CancellationToken ct)
    {
        await data.CreateAsync(ct);
        if (RunningServer.On(data.Path) is { } running)
        {
            return (running.Port, false);
        }

        Finished? last = null;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            // Two things pass by themselves: the free port was taken the moment before, and workers of a killed
            // server that have not yet noticed that it is gone.
            var chosen = port == 0 ? FreePort.Any() : port;
            last = await data.StartAsync(chosen, ct);
            if (last.Succeeded)
            {
                return (chosen, true);
            }

            await Task.Delay(TimeSpan.FromSeconds(attempt), TimeProvider.System, ct);
        }

        throw new DevException($"PostgreSQL did not start. {last?.Errors.Trim()} {LastLines()}");
    }

    private string LastLines() =>
        File.Exists(data.LogFile) ? string.Join(Environment.NewLine, File.ReadLines(data.LogFile).TakeLast(5)) : "";
}
