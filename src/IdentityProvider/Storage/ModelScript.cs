using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Storage;

/// <summary>Prints the SQL that would create the database from the model: where a new migration script starts, before its review.</summary>
internal static class ModelScript
{
    public static string Of(IdpDbContext db) => db.Database.GenerateCreateScript();

    /// <summary>The script without a server: only the model is read.</summary>
    public static string WithoutServer()
    {
        var options = new DbContextOptionsBuilder<IdpDbContext>().UseNpgsql("Host=nowhere").Options;
        using var db = new IdpDbContext(options);
        return Of(db);
    }
}
