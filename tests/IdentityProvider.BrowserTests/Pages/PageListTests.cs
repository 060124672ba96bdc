using System.Reflection;
using IdentityProvider.BrowserTests.Stage;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.BrowserTests.Pages;

/// <summary>A page that nobody put on the list would never be looked at.</summary>
public class PageListTests(Demo demo)
{
    [Fact]
    public void Every_page_of_the_route_table_is_opened_or_walked_and_no_other_is()
    {
        var routes = demo.Host.Provider.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null)
            .Select(endpoint => $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}");
        var listed = PageList.Opened.Values.SelectMany(pages => pages.Select(page => page.Route)).Concat(PageList.Walked.Keys).Concat(PageList.OverHttpOnly.Keys);

        Assert.Equal(routes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), listed.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Whatever_is_looked_at_here_is_not_excused() =>
        Assert.Empty(PageList.OverHttpOnly.Keys.Intersect(PageList.Opened.Values.SelectMany(pages => pages.Select(page => page.Route)).Concat(PageList.Walked.Keys)));

    [Fact]
    public void Every_journey_that_is_named_exists()
    {
        var tests = typeof(PageListTests).Assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(method => method.GetCustomAttribute<FactAttribute>() is not null).Select(method => method.Name);

        Assert.Empty(PageList.Walked.Values.Except(tests));
    }
}
