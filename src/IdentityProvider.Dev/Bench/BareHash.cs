using System.Diagnostics;
using IdentityProvider.Dev.Seeding;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Identity;

namespace IdentityProvider.Dev.Bench;

/// <summary>What comparing one password with its hash costs on this machine, now.</summary>
internal sealed class BareHash(IPasswordHasher<User> hasher)
{
    private const int Times = 10;

    private readonly User _user = new("bench@clinic.example", "Bench", TimeProvider.System.GetUtcNow());
    private string? _hash;

    /// <returns>Milliseconds of CPU for one comparison.</returns>
    public double Measure()
    {
        _hash ??= hasher.HashPassword(_user, DemoPeople.Password);
        using var self = Process.GetCurrentProcess();
        var before = self.TotalProcessorTime;
        for (var i = 0; i < Times; i++)
        {
            hasher.VerifyHashedPassword(_user, _hash, DemoPeople.Password);
        }

        self.Refresh();
        return (self.TotalProcessorTime - before).TotalMilliseconds / Times;
    }
}
