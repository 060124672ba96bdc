namespace IdentityProvider.Developers;

/// <summary>The form under the name that the pages bind it by, so that one partial serves them all.</summary>
public sealed record AppFormView(AppForm Form);
