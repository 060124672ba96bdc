using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IdentityProvider.Storage;

/// <summary>Failed saves that say nothing but "somebody was quicker": the same form twice, two tabs, two admins.</summary>
internal static class SaveConflicts
{
    /// <summary>
    /// Whether the row has changed since it was read, or what may exist once was added by another request. Not when the sender is not let in any more: that
    /// is not to be tried again, nor told in the words of the first.
    /// </summary>
    public static bool IsOfTwo(DbUpdateException failed) => failed is not VisitEndedException && (failed is DbUpdateConcurrencyException || failed.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation });
}
