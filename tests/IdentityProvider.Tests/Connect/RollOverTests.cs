using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using IdentityProvider.Clients;
using IdentityProvider.Keys;
using IdentityProvider.Limits;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IdentityProvider.Tests.Connect;

/// <summary>Tokens are issued without a pause while what they depend on changes under them. No request may notice.</summary>
public class RollOverTests : IClassFixture<IdpHost>
{
    private const int Workers = 8;

    private readonly IdpHost _idp;

    // How many requests each worker has finished.
    private readonly int[] _finished = new int[Workers];
    private IReadOnlyList<Task> _asking = [];

    public RollOverTests(IdpHost idp)
    {
        _idp = idp;

        // All of it comes from one address. The limit is made at the first request.
        var limits = idp.Services.GetRequiredService<IOptions<RateLimitOptions>>().Value;
        (limits.Burst, limits.PerMinute) = (1_000_000, 1_000_000);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_change_and_every_token_is_signed_with_a_published_one()
    {
        using var app = await _idp.ServiceAsync();
        var keys = _idp.Services.GetRequiredService<SigningKeys>();
        var secret = app.Secret!;

        var tokens = await WhileAskingAsync(app, () => secret, async () =>
        {
            for (var week = 0; week < 30; week++)
            {
                _idp.Clock.Advance(TimeSpan.FromDays(7));
                await keys.RotateAsync(Ct);
                await PauseAsync(app);
            }
        });

        var signers = tokens.Select(token => new JsonWebToken(token).Kid).Distinct(StringComparer.Ordinal).ToList();
        Assert.InRange(signers.Count, 3, 4);
    }

    [Fact]
    public async Task A_client_is_changed_and_no_request_fails()
    {
        using var app = await _idp.ServiceAsync();
        var secret = app.Secret!;

        await WhileAskingAsync(app, () => secret, async () =>
        {
            for (var change = 0; change < 30; change++)
            {
                await SaveAsync(db => Task.FromResult(db.Clients.Single(client => client.Id == app.ClientId).Name = $"Renamed {change}"));
                await PauseAsync(app);
            }
        });
    }

    [Fact]
    public async Task A_secret_is_rolled_over_and_works_from_its_first_moment()
    {
        using var app = await _idp.ServiceAsync();
        var secret = app.Secret!;

        await WhileAskingAsync(app, () => Volatile.Read(ref secret), async () =>
        {
            for (var roll = 0; roll < 30; roll++)
            {
                // The new one is used at once, long before this node can have heard of it; the old one works beside it.
                var next = "";
                await using (var scope = _idp.Services.CreateAsyncScope())
                {
                    next = await scope.ServiceProvider.GetRequiredService<ClientSecrets>().IssueAsync(app.ClientId, Ct);
                    await scope.ServiceProvider.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct);
                }

                Volatile.Write(ref secret, next);
                await PauseAsync(app, next);
            }
        });
    }

    private async Task<IReadOnlyCollection<string>> WhileAskingAsync(TestApp app, Func<string> secret, Func<Task> change)
    {
        using var done = new CancellationTokenSource();
        var tokens = new ConcurrentBag<string>();
        _asking = [.. Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            using var http = new HttpClient { BaseAddress = _idp.Issuer };
            while (!done.IsCancellationRequested)
            {
                using var answer = await AskAsync(http, app, secret());
                tokens.Add(await answer.MemberAsync("access_token"));
                Interlocked.Increment(ref _finished[worker]);
            }
        }, Ct))];

        await change();
        await done.CancelAsync();
        await Task.WhenAll(_asking);
        Assert.True(tokens.Count > Workers, "Nobody asked meanwhile.");
        return tokens;
    }

    // Requests of our own between two changes, until every worker has finished two: one that was on its way at the change, and one that
    // began after it. So no worker is two changes behind; a secret lives beside one successor and not beside two.
    private async Task PauseAsync(TestApp app, string? secret = null)
    {
        using var http = new HttpClient { BaseAddress = _idp.Issuer };
        var before = Finished();
        while (Finished().Where((count, worker) => count < before[worker] + 2).Any())
        {
            if (_asking.FirstOrDefault(worker => worker.IsCompleted) is { } stopped)
            {
                await stopped;
            }

            using var answer = await AskAsync(http, app, secret ?? app.Secret!);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private int[] Finished() => [.. Enumerable.Range(0, Workers).Select(worker => Volatile.Read(ref _finished[worker]))];

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, TestApp app, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{app.ClientId}:{secret}")));
        return await http.SendAsync(request, Ct);
    }

    private Task<int> SaveAsync(Func<IdpDbContext, Task> change) => _idp.WithAsync<IdpDbContext, int>(async db =>
    {
        await change(db);
        return await db.SaveChangesAsync(Ct);
    });
}
