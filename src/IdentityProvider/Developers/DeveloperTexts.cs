namespace IdentityProvider.Developers;

/// <summary>The words of the developer pages: DeveloperTexts.resx and DeveloperTexts.es.resx.</summary>
public sealed class DeveloperTexts;
