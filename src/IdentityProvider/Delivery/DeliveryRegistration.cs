namespace IdentityProvider.Delivery;

public static class DeliveryRegistration
{
    public static IHostApplicationBuilder AddDelivery(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<Outbox>();
        return builder;
    }
}
