using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Architecture;

/// <summary>One URL the program answers: its methods, and what was declared about who may call it and how often.</summary>
internal sealed record Door(string Route, IReadOnlySet<string> Methods, bool NeedsSignIn, bool SaysAnonymous, string? RateLimit)
{
    public bool TakesPosts => Methods.Count == 0 || Methods.Contains("POST");
}

/// <summary>Every endpoint and every page of the built program, asked of its own route table.</summary>
internal static class HttpSurface
{
    public static async Task<IReadOnlyList<Door>> OfAsync(WebApplication app)
    {
        var doors = new List<Door>();
        foreach (var endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Where(IsNoFile))
        {
            doors.Add(endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page
                ? await PageAsync(app, endpoint, page)
                : DoorOf(endpoint, endpoint.Metadata, endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []));
        }

        return doors;
    }

    /// <summary>Who may come in is said at each door. Doors that are open to everyone stand on a list, each with its reason.</summary>
    public static IEnumerable<Finding> CheckAuthorized(IEnumerable<Door> doors, IReadOnlyDictionary<string, string> open) => doors
        .Where(door => !door.NeedsSignIn && !open.ContainsKey(door.Route))
        .Select(door => new Finding(door.Route, 0, door.SaysAnonymous
            ? "says [AllowAnonymous] and is not on the list of open doors: put it there with the reason, or ask for a session"
            : "does not say who may come in: [Authorize], or [AllowAnonymous] and a line in the list of open doors"));

    public static IEnumerable<Finding> CheckList(IReadOnlyCollection<Door> doors, IReadOnlyDictionary<string, string> open) => open.Keys
        .Where(route => !doors.Any(door => door.Route == route && !door.NeedsSignIn))
        .Select(route => new Finding(route, 0, "is on the list of open doors and is no open door: take it off"));

    /// <summary>What strangers may post costs us work, so every such door says how often.</summary>
    public static IEnumerable<Finding> CheckLimited(IEnumerable<Door> doors, IReadOnlyDictionary<string, string> without) => doors
        .Where(door => door is { NeedsSignIn: false, TakesPosts: true, RateLimit: null } && !without.ContainsKey(door.Route))
        .Select(door => new Finding(door.Route, 0, "takes posts from anybody without a rate limit: add [EnableRateLimiting] or RequireRateLimiting"));

    // Style sheets, scripts and icons are for everybody; there are hundreds of them.
    private static bool IsNoFile(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null && endpoint.RoutePattern.RawText is not "{**path:file}";

    // What stands on the page model is no metadata of its route: the page has to be loaded to be asked.
    private static async Task<Door> PageAsync(WebApplication app, RouteEndpoint endpoint, PageActionDescriptor page)
    {
        var loaded = await app.Services.GetRequiredService<PageLoader>().LoadAsync(page, endpoint.Metadata);
        var methods = loaded.HandlerMethods.Select(handler => handler.HttpMethod.ToUpperInvariant()).Append("GET");
        return DoorOf(endpoint, new EndpointMetadataCollection([.. endpoint.Metadata, .. loaded.HandlerTypeInfo.GetCustomAttributes(inherit: true)]), methods);
    }

    private static Door DoorOf(RouteEndpoint endpoint, EndpointMetadataCollection metadata, IEnumerable<string> methods) => new(
        "/" + endpoint.RoutePattern.RawText?.TrimStart('/'),
        methods.ToHashSet(StringComparer.OrdinalIgnoreCase),
        metadata.GetMetadata<IAllowAnonymous>() is null && metadata.GetMetadata<IAuthorizeData>() is not null,
        metadata.GetMetadata<IAllowAnonymous>() is not null,
        metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName);
}
