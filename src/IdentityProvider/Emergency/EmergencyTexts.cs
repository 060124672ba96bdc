namespace IdentityProvider.Emergency;

/// <summary>Names the resources of the pages of emergency access: EmergencyTexts.resx (English) and EmergencyTexts.es.resx (Spanish).</summary>
public sealed class EmergencyTexts;
