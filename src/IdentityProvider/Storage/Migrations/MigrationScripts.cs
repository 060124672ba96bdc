using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Migrations.Operations.Builders;

namespace IdentityProvider.Storage.Migrations;

/// <summary>
/// Migrations are reviewed SQL files beside their classes; EF's migrator runs them once, in order, under its lock
/// (docs/decisions/0003). An old migration is never edited after it has left a development machine.
/// </summary>
internal static class MigrationScripts
{
    /// <summary>Runs the embedded file of that name, for example "20261121000100_storage.sql".</summary>
    /// <exception cref="InvalidOperationException">No such file is embedded.</exception>
    public static OperationBuilder<SqlOperation> Script(this MigrationBuilder migration, string file)
    {
        var assembly = typeof(MigrationScripts).Assembly;
        using var stream = assembly.GetManifestResourceStream($"{typeof(MigrationScripts).Namespace}.{file}")
            ?? throw new InvalidOperationException($"The migration script {file} is not embedded.");
        using var reader = new StreamReader(stream);
        return migration.Sql(reader.ReadToEnd());
    }
}
