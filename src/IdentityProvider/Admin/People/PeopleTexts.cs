namespace IdentityProvider.Admin.People;

/// <summary>The words of the console's pages about people: PeopleTexts.resx and PeopleTexts.es.resx.</summary>
public sealed class PeopleTexts;
