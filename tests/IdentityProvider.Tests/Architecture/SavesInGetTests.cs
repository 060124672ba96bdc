namespace IdentityProvider.Tests.Architecture;

public class SavesInGetTests
{
    private static readonly Dictionary<string, string> NoReasons = [];

    [Fact]
    public void A_get_changes_nothing_a_person_would_notice() =>
        Finding.None(SavesInGets.Check(CSharpSources.Program, SavesInGets.Reasoned));

    [Fact]
    public void A_reason_stands_only_as_long_as_its_handler_writes() =>
        Finding.None(SavesInGets.CheckReasons(CSharpSources.Program, SavesInGets.Reasoned));

    [Fact]
    public void A_save_three_calls_away_and_behind_an_interface_is_found()
    {
        var finding = Assert.Single(SavesInGets.Check(Sources("OnGetAsync"), NoReasons));

        Assert.Contains("Page.OnGetAsync → Door.OpenAsync → ", finding.Advice, StringComparison.Ordinal);
        Assert.Contains("Db.SaveChangesAsync", finding.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_post_may_save() => Assert.Empty(SavesInGets.Check(Sources("OnPostAsync"), NoReasons));

    [Fact]
    public void A_reasoned_get_may_save() =>
        Assert.Empty(SavesInGets.Check(Sources("OnGetAsync"), new Dictionary<string, string> { ["Page.OnGetAsync"] = "the protocol" }));

    [Fact]
    public void A_reason_without_a_save_is_found() =>
        Assert.Single(SavesInGets.CheckReasons(Sources("OnPostAsync"), new Dictionary<string, string> { ["Page.OnGetAsync"] = "the protocol" }));

    [Fact]
    public void An_endpoint_mapped_for_get_is_followed_too()
    {
        const string text = """
            class Db { public Task SaveChangesAsync() => Task.CompletedTask; }
            static class Routes
            {
                static void Map(WebApplication app) => app.MapGet("/x", Show);
                static Task Show(Db db) => db.SaveChangesAsync();
            }
            """;

        Assert.Single(SavesInGets.Check(CSharpSources.Of(("src/Routes.cs", text)), NoReasons));
    }

    private static CSharpSources Sources(string handler) => CSharpSources.Of(("src/Page.cs", $$"""
        class Db { public Task SaveChangesAsync() => Task.CompletedTask; }
        interface IStep { Task BeginAsync(); }
        class CodeStep(Db db) : IStep { public Task BeginAsync() => db.SaveChangesAsync(); }
        class Door(IStep step) { public async Task OpenAsync() => await step.BeginAsync(); }
        class Page(Door door) { public async Task {{handler}}() { await door.OpenAsync(); } }
        """));
}
