namespace IdentityProvider.Delivery;

/// <summary>What a message travels by. A text and a call go to a phone number, an e-mail to an address.</summary>
public enum Channel
{
    Text,
    Voice,
    Email,
}
