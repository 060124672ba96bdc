using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Delivery.Switches;

/// <summary>A channel, or one provider on it, that an operator has switched off. A row is an "off"; what has none is on.</summary>
public sealed class DeliverySwitch
{
    /// <summary>Stands for all providers of a channel.</summary>
    public const string WholeChannel = "";

    public DeliverySwitch(Channel channel, string provider, DateTimeOffset offSince, Guid byId) =>
        (Channel, Provider, OffSince, ById) = (channel, provider, offSince, byId);

    public Channel Channel { get; private init; }

    /// <summary>As stored with messages, for example "vonage"; <see cref="WholeChannel"/> for all of them.</summary>
    public string Provider { get; private init; }

    public DateTimeOffset OffSince { get; private init; }

    /// <summary>The operator who did it.</summary>
    public Guid ById { get; private init; }
}

internal sealed class DeliverySwitchMapping : IEntityTypeConfiguration<DeliverySwitch>
{
    public void Configure(EntityTypeBuilder<DeliverySwitch> off)
    {
        off.ToTable("delivery_switches");
        off.HasKey(s => new { s.Channel, s.Provider });
        off.Property(s => s.Provider).HasMaxLength(20);
    }
}
