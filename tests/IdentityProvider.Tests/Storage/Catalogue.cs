using Npgsql;

namespace IdentityProvider.Tests.Storage;

/// <summary>What PostgreSQL knows of a database's shape, one sorted line for each column, constraint and index.</summary>
internal static class Catalogue
{
    private const string Columns = """
        select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            || case when a.attnotnull then ' not null' else '' end
            || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
            || case a.attidentity when '' then '' else ' identity ' || a.attidentity::text end
            || case a.attgenerated when '' then '' else ' generated' end
            || coalesce(' collate ' || nullif(l.collname, 'default'), '')
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        left join pg_collation l on l.oid = a.attcollation
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        """;

    private const string Constraints = """
        select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
        from pg_constraint where connamespace = 'public'::regnamespace
        """;

    private const string Indexes = "select 'index ' || indexdef from pg_indexes where schemaname = 'public'";

    private const string Sequences = "select 'sequence ' || sequencename || ' ' || data_type from pg_sequences where schemaname = 'public'";

    /// <summary>The migrator's own history is no part of the model.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var lines = new List<string>();
        foreach (var question in (string[])[Columns, Constraints, Indexes, Sequences])
        {
            await using var command = database.CreateCommand(question);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                lines.Add(reader.GetString(0));
            }
        }

        return [.. lines.Where(line => !line.Contains("__EFMigrationsHistory", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
    }
}
