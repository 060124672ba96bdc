namespace IdentityProvider.Account;

/// <summary>The words of the account pages: AccountTexts.resx and AccountTexts.es.resx.</summary>
public sealed class AccountTexts;
