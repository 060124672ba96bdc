namespace IdentityProvider.Dev;

/// <summary>Something the person at the keyboard can put right. The message says what, in a sentence or two; it is all they see.</summary>
public sealed class DevException(string message, Exception? inner = null) : Exception(message, inner);
