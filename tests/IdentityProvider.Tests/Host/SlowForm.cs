using System.Net;

namespace IdentityProvider.Tests.Host;

/// <summary>A form of which the first byte comes with the head, and the rest when a test says so.</summary>
internal sealed class SlowForm : HttpContent
{
    private readonly byte[] _body;
    private readonly TaskCompletionSource _rest = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SlowForm(byte[] body, HttpContent like)
    {
        _body = body;
        Headers.ContentType = like.Headers.ContentType;
    }

    public static async Task<(HttpRequestMessage Request, SlowForm Form)> OfAsync(FilledForm form)
    {
        var request = form.ToRequest();
        var slow = new SlowForm(await request.Content!.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), request.Content);
        request.Content = slow;
        return (request, slow);
    }

    public void SendRest() => _rest.SetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_body.AsMemory(0, 1), TestContext.Current.CancellationToken);
        await stream.FlushAsync(TestContext.Current.CancellationToken);
        await _rest.Task;
        await stream.WriteAsync(_body.AsMemory(1), TestContext.Current.CancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
