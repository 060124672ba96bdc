using IdentityProvider.Tests.Host;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace IdentityProvider.Tests.Architecture;

public class HttpSurfaceTests
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>(StringComparer.Ordinal);

    [Fact]
    public async Task Every_page_and_endpoint_asks_for_a_session_or_is_on_the_list_of_open_doors()
    {
        await using var app = BuiltProgram.WithoutDatabase();
        var doors = await HttpSurface.OfAsync(app);

        Finding.None(HttpSurface.CheckAuthorized(doors, OpenDoors.WithReasons).Concat(HttpSurface.CheckList(doors, OpenDoors.WithReasons)));
    }

    [Fact]
    public async Task What_strangers_may_post_is_rate_limited()
    {
        await using var app = BuiltProgram.WithoutDatabase();

        Finding.None(HttpSurface.CheckLimited(await HttpSurface.OfAsync(app), OpenDoors.WithoutLimit));
    }

    [Fact]
    public async Task A_door_that_says_nothing_is_found_and_so_is_one_that_is_open_without_a_reason()
    {
        var doors = await DoorsAsync(app =>
        {
            app.MapGet("/silent", () => "");
            app.MapGet("/open", () => "").AllowAnonymous();
            app.MapGet("/closed", () => "").RequireAuthorization();
            app.MapGet("/both", () => "").RequireAuthorization().AllowAnonymous();
        });

        Assert.Equal(["/silent", "/open", "/both"], HttpSurface.CheckAuthorized(doors, Nothing).Select(f => f.File));
    }

    [Fact]
    public async Task A_line_for_a_door_that_is_gone_or_closed_is_found()
    {
        var doors = await DoorsAsync(app => app.MapGet("/closed", () => "").RequireAuthorization());
        var list = new Dictionary<string, string> { ["/closed"] = "was open once", ["/gone"] = "was there once" };

        Assert.Equal(["/closed", "/gone"], HttpSurface.CheckList(doors, list).Select(f => f.File));
    }

    [Fact]
    public async Task A_post_without_a_limit_is_found()
    {
        var doors = await DoorsAsync(app =>
        {
            app.MapPost("/free", () => "").AllowAnonymous();
            app.MapPost("/limited", () => "").AllowAnonymous().RequireRateLimiting("any");
            app.MapPost("/closed", () => "").RequireAuthorization(new AuthorizeAttribute());
            app.MapGet("/read", () => "").AllowAnonymous();
            app.Map("/anything", () => "").AllowAnonymous();
        });

        Assert.Equal(["/free", "/anything"], HttpSurface.CheckLimited(doors, Nothing).Select(f => f.File));
    }

    private static async Task<IReadOnlyList<Door>> DoorsAsync(Action<WebApplication> map)
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        map(app);
        return await HttpSurface.OfAsync(app);
    }
}
