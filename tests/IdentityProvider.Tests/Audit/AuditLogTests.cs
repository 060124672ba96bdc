using System.Net;
using System.Security.Claims;
using IdentityProvider.Audit;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IdentityProvider.Tests.Audit;

public class AuditLogTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_says_what_happened_to_whom_by_whom_where_and_when()
    {
        var (user, admin, clinic, attempt) = (NewId(), NewId(), NewId(), NewId());

        var row = await RecordAsync(
            http =>
            {
                http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(AuditLog.ActorClaim, admin.ToString())], "session"));
                http.Connection.RemoteIpAddress = IPAddress.Parse("::ffff:192.0.2.7");
            },
            log => log.Record(new PolicyChanged(7), user, clinic, "lakeside-ehr", attempt));

        Assert.Equal(("policy.changed", user, admin, clinic, "lakeside-ehr", attempt), (row.Name, row.UserId, row.ActorId, row.ClinicId, row.ClientId, row.AttemptId));
        Assert.Equal("""{"version": 7}""", row.Detail);
        Assert.Equal(IPAddress.Parse("192.0.2.7"), row.Network);
        Assert.InRange(idp.Clock.GetUtcNow() - row.At, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Rows_of_one_save_keep_their_order()
    {
        var user = NewId();
        await RecordAsync(_ => { }, log =>
        {
            log.Record(new SignInStarted(), user);
            log.Record(new PasswordRefused(1), user);
            log.Record(new SignInCompleted([], null), user);
        });

        await using var db = idp.Database.Open();
        Assert.Equal(
            ["sign-in.started", "password.refused", "sign-in.completed"],
            await db.AuditEntries.Where(e => e.UserId == user).OrderBy(e => e.Id).Select(e => e.Name).ToListAsync(Ct));
    }

    [Theory]
    [InlineData("UPDATE audit_entries SET name = 'nothing.happened'")]
    [InlineData("DELETE FROM audit_entries")]
    [InlineData("TRUNCATE audit_entries")]
    public async Task The_database_refuses_to_change_or_remove_a_row(string sql)
    {
        await RecordAsync(_ => { }, log => log.Record(new SignInStarted()));
        await using var db = idp.Database.Open();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => db.Database.ExecuteSqlRawAsync(sql, Ct));

        Assert.Contains("append-only", refused.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retention_removes_what_is_older_than_it_says_and_nothing_else()
    {
        var row = await RecordAsync(_ => { }, log => log.Record(new SignInStarted()));
        await using var db = idp.Database.Open();

        async Task<int> RetainAsync(DateTimeOffset before)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Ct);
            await db.Database.ExecuteSqlAsync($"SELECT set_config('idp.audit_retention_before', {before.ToString("O")}, true)", Ct);
            var gone = await db.AuditEntries.Where(e => e.Id == row.Id).ExecuteDeleteAsync(Ct);
            await transaction.CommitAsync(Ct);
            return gone;
        }

        await Assert.ThrowsAsync<PostgresException>(() => RetainAsync(row.At));
        Assert.Equal(1, await RetainAsync(row.At.AddSeconds(1)));
        await Assert.ThrowsAsync<PostgresException>(() => db.Database.ExecuteSqlAsync($"DELETE FROM audit_entries", Ct));
    }

    private Guid NewId() => Guid.CreateVersion7(idp.Clock.GetUtcNow());

    private async Task<AuditEntry> RecordAsync(Action<HttpContext> arrange, Action<AuditLog> record)
    {
        await using var scope = idp.Services.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        arrange(http);
        scope.ServiceProvider.GetRequiredService<IHttpContextAccessor>().HttpContext = http;
        record(scope.ServiceProvider.GetRequiredService<AuditLog>());
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        await db.SaveChangesAsync(Ct);
        return await db.AuditEntries.AsNoTracking().OrderByDescending(e => e.Id).FirstAsync(Ct);
    }
}
