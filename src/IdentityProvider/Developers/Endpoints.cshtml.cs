using IdentityProvider.Connect;
using IdentityProvider.SignIn;
using IdentityProvider.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Developers;

/// <summary>Every address that apps use, from the route table itself.</summary>
[SignedIn(LocalPage.DevelopersEndpoints, For = Visitors.Developers)]
public sealed class EndpointsModel(DeveloperVisits visits, IOptions<ServerOptions> server) : PageModel
{
    public string Issuer => server.Value.Issuer.TrimEnd('/');

    public IReadOnlyList<(string Path, string Methods, string Specification)> Endpoints { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        await visits.BeginAsync(HttpContext, ct);
        Endpoints = [.. ConnectEndpoints.Described];
    }
}
