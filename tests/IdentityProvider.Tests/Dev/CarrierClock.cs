namespace IdentityProvider.Tests.Dev;

/// <summary>It is always noon.</summary>
internal sealed class CarrierClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => CarrierCalls.Noon;
}
