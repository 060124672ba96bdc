using System.Data.Common;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace IdentityProvider.Storage;

/// <summary>
/// When one pooled connection turns out to be dead, the others from before are thrown away with it. PostgreSQL was restarted or failed
/// over, and each of them would cost somebody a request, and perhaps a try at a code.
/// </summary>
internal sealed class StaleConnections(NpgsqlDataSource database) : DbCommandInterceptor
{
    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Judge(eventData.Exception);

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Judge(eventData.Exception);
        return Task.CompletedTask;
    }

    private void Judge(Exception exception)
    {
        if (IsBroken(exception))
        {
            database.Clear();
        }
    }

    // 57P01 to 57P03: the server is shutting down, crashed, or is not up yet (PostgreSQL, appendix A).
    private static bool IsBroken(Exception exception) =>
        exception is PostgresException { SqlState: ['5', '7', 'P', ..] } or NpgsqlException { InnerException: IOException or SocketException };
}
