namespace IdentityProvider.Admin.Emergency;

/// <summary>Names the resources of the page about emergencies: AdminEmergencyTexts.resx (English) and AdminEmergencyTexts.es.resx (Spanish).</summary>
public sealed class AdminEmergencyTexts;
