using IdentityProvider.Clients;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Developers;

/// <summary>The developer's own apps.</summary>
[SignedIn(LocalPage.Developers, For = Visitors.Developers)]
public sealed class AppsModel(DeveloperVisits visits, IdpDbContext db) : PageModel
{
    public DeveloperVisit Visit { get; private set; } = null!;

    public IReadOnlyList<(RegisteredClient Client, ClientReach? Reach)> Apps { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        var clients = await db.Clients.AsNoTracking()
            .Where(client => client.OwnerId == Visit.User.Id && client.DeletedAt == null).OrderBy(client => client.Name).ThenBy(client => client.Id).ToListAsync(ct);
        var ids = clients.ConvertAll(client => client.Id);
        var reach = await db.ClientReach.AsNoTracking().Where(r => ids.Contains(r.ClientId)).ToDictionaryAsync(r => r.ClientId, StringComparer.Ordinal, ct);
        Apps = [.. clients.Select(client => (client, reach.GetValueOrDefault(client.Id)))];
    }
}
