using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using IdentityProvider.Tests.SignIn.Walks.Pure;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PasswordOptions = IdentityProvider.Users.PasswordOptions;

namespace IdentityProvider.Tests.SignIn.Walks.Http;

/// <summary>A provider whose floor changes while it runs, and which hashes passwords as quickly as no deployment may: it is walked through five hundred times.</summary>
public sealed class WalkHost(TestDatabases databases) : IdpHost(databases)
{
    private const int Iterations = 1000;
    private readonly Dictionary<string, string> _hashes = [];
    private PolicyFloor _floor = PureHouse.FloorOf(Cast.Servers[0]);

    internal void Change(ServerRules rules) => _floor = PureHouse.FloorOf(rules);

    /// <summary>What is stored for a password; made once for everybody who has it.</summary>
    internal string HashOf(string password)
    {
        if (!_hashes.TryGetValue(password, out var hash))
        {
            var someone = new User("someone@clinic.example", "Someone", Clock.GetUtcNow());
            Services.GetRequiredService<Passwords>().Set(someone, password);
            hash = _hashes[password] = someone.PasswordHash!;
        }

        return hash;
    }

    protected override void Arrange(IServiceCollection services)
    {
        // Nobody reads the logs of thousands of requests.
        services.AddLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Error));
        services.Replace(ServiceDescriptor.Transient(_ => _floor));
        services.Replace(ServiceDescriptor.Singleton<IPasswordHasher<User>>(provider => new PepperedPasswordHasher(
            provider.GetRequiredService<ValueCipher>(), Options.Create(new PasswordOptions { Iterations = Iterations }))));
    }
}
