namespace IdentityProvider.Admin;

/// <summary>The words of the clinic console: AdminTexts.resx and AdminTexts.es.resx.</summary>
public sealed class AdminTexts;
