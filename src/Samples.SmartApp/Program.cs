namespace Samples.SmartApp;

internal static class Program
{
    private static Task Main(string[] args) => SmartAppApplication.Build(args).RunAsync();
}
