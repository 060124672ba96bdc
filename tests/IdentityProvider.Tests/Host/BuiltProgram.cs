using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace IdentityProvider.Tests.Host;

/// <summary>The program put together and not started: enough to ask it for its routes and its settings.</summary>
internal static class BuiltProgram
{
    public static WebApplication WithoutDatabase(params string[] args) => IdpApplication.Build(
    [
        "--contentRoot", TestSettings.ContentRoot,
        .. TestSettings.For(new Uri("https://id.example"), "Host=nowhere.invalid;Database=none"),
        .. args,
    ], builder => builder.Logging.ClearProviders());
}
