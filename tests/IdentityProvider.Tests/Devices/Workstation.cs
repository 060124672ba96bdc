using System.Net;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace IdentityProvider.Tests.Devices;

/// <summary>A browser as the slice of devices sees it: cookies that come with a request and change with its answer.</summary>
internal sealed class Workstation(IdpHost idp)
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";

    public Dictionary<string, string> Cookies { get; private init; } = new(StringComparer.Ordinal);

    /// <summary>Somebody takes a copy of all its cookies.</summary>
    public Workstation Copy() => new(idp) { Cookies = new(Cookies, StringComparer.Ordinal) };

    /// <summary>One POST: runs something with the request and services of its own, saves, and takes the answer's cookies over.</summary>
    /// <param name="use">What the request does.</param>
    /// <param name="answerArrives">False: the connection breaks before the browser has the answer.</param>
    public async Task<T> PostAsync<TService, T>(Func<TService, HttpContext, Task<T>> use, bool answerArrives = true)
        where TService : notnull
    {
        await using var scope = idp.Services.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        http.Connection.RemoteIpAddress = IPAddress.Parse("203.0.113.7");
        http.Request.Headers.UserAgent = Firefox;
        http.Request.Headers.Cookie = string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}"));
        var result = await use(scope.ServiceProvider.GetRequiredService<TService>(), http);
        await scope.ServiceProvider.GetRequiredService<IdpDbContext>().SaveChangesAsync(TestContext.Current.CancellationToken);
        if (answerArrives)
        {
            TakeOver(http.Response);
        }

        return result;
    }

    private void TakeOver(HttpResponse answer)
    {
        foreach (var cookie in SetCookieHeaderValue.ParseList([.. answer.Headers.SetCookie.OfType<string>()]))
        {
            if (cookie.Expires <= DateTimeOffset.UnixEpoch.AddDays(1))
            {
                Cookies.Remove(cookie.Name.Value!);
            }
            else
            {
                Cookies[cookie.Name.Value!] = cookie.Value.Value!;
            }
        }
    }
}
