using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Host;

/// <summary>A provider that waits for the rest of a form as long as a test wants it to, on however slow a machine.</summary>
public sealed class PatientHost(TestDatabases databases) : IdpHost(databases)
{
    protected override void Arrange(IServiceCollection services) =>
        services.PostConfigure<KestrelServerOptions>(kestrel => kestrel.Limits.MinRequestBodyDataRate = null);
}
