using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Keys;

/// <summary>One element of ASP.NET Core's data protection key ring: antiforgery tokens made by one node are good at every other.</summary>
public sealed class DataProtectionKey(string name, string xml, DateTimeOffset createdAt)
{
    /// <summary>The framework's name for it.</summary>
    public string Name { get; private init; } = name;

    /// <summary>The key inside is encrypted (<see cref="KeyRingEncryptor"/>).</summary>
    public string Xml { get; private init; } = xml;

    public DateTimeOffset CreatedAt { get; private init; } = createdAt;
}

internal sealed class DataProtectionKeyMapping : IEntityTypeConfiguration<DataProtectionKey>
{
    public void Configure(EntityTypeBuilder<DataProtectionKey> key)
    {
        key.ToTable("data_protection_keys");
        key.HasKey(k => k.Name);
        key.Property(k => k.Name).HasMaxLength(100);
    }
}
