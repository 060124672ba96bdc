using Npgsql;

namespace IdentityProvider.Access;

/// <summary>Columns by name, for the few statements written by hand.</summary>
internal static class RowReading
{
    public static T Get<T>(this NpgsqlDataReader row, string column) => row.GetFieldValue<T>(row.GetOrdinal(column));

    public static T? GetOrNull<T>(this NpgsqlDataReader row, string column)
        where T : struct => row.IsDBNull(row.GetOrdinal(column)) ? null : row.Get<T>(column);

    public static T[]? GetArray<T>(this NpgsqlDataReader row, string column) => row.IsDBNull(row.GetOrdinal(column)) ? null : row.Get<T[]>(column);

    public static string? GetText(this NpgsqlDataReader row, string column) => row.IsDBNull(row.GetOrdinal(column)) ? null : row.Get<string>(column);
}
