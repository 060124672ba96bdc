using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Keys;

public class DataProtectionKeysTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task The_key_ring_is_in_the_database_with_its_secrets_sealed()
    {
        var protector = idp.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

        Assert.Equal("hello", protector.Unprotect(protector.Protect("hello")));

        var xml = await idp.WithAsync<IdpDbContext, List<string>>(db => db.DataProtectionKeys.Select(key => key.Xml).ToListAsync());
        Assert.All(xml, text => Assert.Contains("<sealed", text, StringComparison.Ordinal));
        Assert.All(xml, text => Assert.DoesNotContain("masterKey", text, StringComparison.Ordinal));
        Assert.NotEmpty(xml);
    }
}
