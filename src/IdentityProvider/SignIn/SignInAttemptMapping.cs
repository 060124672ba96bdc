using System.Text.Json;
using System.Text.Json.Serialization;
using IdentityProvider.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.SignIn;

internal sealed class SignInAttemptMapping : IEntityTypeConfiguration<SignInAttempt>
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public void Configure(EntityTypeBuilder<SignInAttempt> attempt)
    {
        attempt.ToTable("sign_in_attempts");
        attempt.HasKey(a => a.Id);
        attempt.Property(a => a.BrowserHash).HasMaxLength(32);
        attempt.Property(a => a.ChosenWay).HasColumnName("chosen_method");
        attempt.Property(a => a.SetUpWay).HasColumnName("set_up_method");
        attempt.Property(a => a.Proofs).HasColumnType("jsonb").HasConversion(ProofsAsJson.Converter, ProofsAsJson.Comparer);
        attempt.Property(a => a.Demand).HasColumnType("jsonb").HasConversion(
            demand => JsonSerializer.Serialize(demand, Json),
            json => JsonSerializer.Deserialize<SignInDemand>(json, Json)!);
        attempt.Property(a => a.CredentialStamp).HasColumnName("recovery_stamp").HasMaxLength(64);

        // For nodes of the version before, which begin attempts during an upgrade. This version always says.
        attempt.Property(a => a.PostponedSetUp).HasDefaultValueSql("false").ValueGeneratedNever();
        attempt.Property(a => a.IsLegacy).HasDefaultValueSql("false").ValueGeneratedNever();

        // "end" is a reserved word of SQL.
        attempt.Property(a => a.End).HasColumnName("outcome");
        attempt.Property(a => a.Version).IsRowVersion();
        attempt.HasIndex(a => a.BrowserHash);
        attempt.HasIndex(a => a.LastPostAt);
    }
}
