using System.Xml.Linq;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace IdentityProvider.Keys;

/// <summary>Keeps the data protection key ring in PostgreSQL. The framework asks seldom, and synchronously.</summary>
internal sealed class DataProtectionKeys(IServiceScopeFactory scopes, TimeProvider clock) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        return [.. db.DataProtectionKeys.Select(key => key.Xml).AsEnumerable().Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        db.DataProtectionKeys.Add(new DataProtectionKey(friendlyName, element.ToString(SaveOptions.DisableFormatting), clock.GetUtcNow()));
        db.SaveChanges();
    }
}
