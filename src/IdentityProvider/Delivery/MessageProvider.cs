namespace IdentityProvider.Delivery;

/// <summary>Who carries messages, for what is counted and audited. The names are those stored with messages, in capitals.</summary>
public enum MessageProvider
{
    SendGrid,
    Smtp,
    Vonage,
}
