namespace Samples.Ehr;

internal static class Program
{
    private static Task Main(string[] args) => EhrApplication.Build(args).RunAsync();
}
