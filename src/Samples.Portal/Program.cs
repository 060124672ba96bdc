namespace Samples.Portal;

internal static class Program
{
    private static Task Main(string[] args) => PortalApplication.Build(args).RunAsync();
}
