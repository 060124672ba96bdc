namespace IdentityProvider.Dev.Running;

/// <summary>Waiting until URLs answer.</summary>
internal static class Answers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns when each has answered without a server error.</summary>
    /// <exception cref="DevException">One of them did not within a minute.</exception>
    public static async Task WaitAsync(IEnumerable<string> urls, CancellationToken ct)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        foreach (var url in urls)
        {
            await WaitAsync(client, url, limit.Token, ct);
        }
    }

    private static async Task WaitAsync(HttpClient client, string url, CancellationToken limit, CancellationToken ct)
    {
        try
        {
            while (!await AnswersAsync(client, url, limit))
            {
                await Task.Delay(Pause, TimeProvider.System, limit);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new DevException($"{url} has not answered within a minute.");
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, string url, CancellationToken ct)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(url), ct);
            return (int)answer.StatusCode < 500;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
