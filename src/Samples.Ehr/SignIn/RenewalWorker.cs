namespace Samples.Ehr.SignIn;

/// <summary>
/// Renews access tokens by timer, before they end. To the provider a renewal is no sign of life from the user, and the
/// screen lock of this app does not take it for one either.
/// </summary>
public sealed partial class RenewalWorker(
    EhrSessions sessions, IServiceScopeFactory scopes, TimeProvider clock, ILogger<RenewalWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var session in sessions.All)
            {
                await LookAfterAsync(session, stoppingToken);
            }
        }
    }

    private async Task LookAfterAsync(EhrSession session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (now >= session.StartedAt + EhrSession.Longest)
        {
            sessions.End(session);
        }
        else if (session.IsDueForRenewal(now))
        {
            try
            {
                await RenewAsync(session, ct);
            }
            catch (AuthorityUnavailableException exception)
            {
                // The refresh token may still be good: the next round tries again, until the session's own end.
                RenewalPostponed(logger, exception);
            }
        }
    }

    private async Task RenewAsync(EhrSession session, CancellationToken ct)
    {
        using var scope = scopes.CreateScope();
        var answer = await scope.ServiceProvider.GetRequiredService<TokenEndpoint>().RefreshAsync(session.RefreshToken!, ct);
        var user = await scope.ServiceProvider.GetRequiredService<IdTokens>().ValidateAsync(answer.IdToken, nonce: null, ct);
        // A new ID token is optional, another user in it is not (OpenID Connect Core §12.2).
        var isSameUser = answer.IdToken is null || user?.Subject == session.User.Subject;
        if (answer.AccessToken is null || !isSameUser)
        {
            // invalid_grant: the user signed out at the provider, was deactivated, or the token was used elsewhere.
            RenewalRefused(logger, answer.Error ?? "an ID token of another user");
            sessions.End(session);
            return;
        }

        session.Renew(answer, clock.GetUtcNow());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Access could not be renewed now; it will be tried again.")]
    private static partial void RenewalPostponed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "The provider ended a session: {Error}.")]
    private static partial void RenewalRefused(ILogger logger, string error);
}
