namespace IdentityProvider.Connect;

/// <summary>The words of this slice's pages: ConnectTexts.resx and ConnectTexts.es.resx.</summary>
public sealed class ConnectTexts;
