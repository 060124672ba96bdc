namespace IdentityProvider.Shared;

/// <summary>The words of layouts, common parts and error pages: SharedTexts.resx and SharedTexts.es.resx.</summary>
public sealed class SharedTexts;
