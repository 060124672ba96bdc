using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Delivery.Texts;

/// <summary>How we know that a number wants no texts.</summary>
public enum OptOutSource
{
    /// <summary>The person answered STOP to a text.</summary>
    Reply,

    /// <summary>The carrier refused a text because the person had told it so.</summary>
    Carrier,
}

/// <summary>A number that answered STOP. It gets no texts until its START; calls go on. One row for a number, whoever uses it.</summary>
public sealed class OptOut
{
    /// <summary>Keyed hash of the E.164 form, the same as a verification phone's.</summary>
    public byte[] NumberHash { get; private init; } = [];

    public OptOutSource Source { get; private init; }

    public DateTimeOffset StoppedAt { get; private init; }
}

internal sealed class OptOutMapping : IEntityTypeConfiguration<OptOut>
{
    public void Configure(EntityTypeBuilder<OptOut> optOut)
    {
        optOut.ToTable("opted_out_numbers");
        optOut.HasKey(o => o.NumberHash);
        optOut.Property(o => o.NumberHash).HasMaxLength(32);
    }
}
