namespace IdentityProvider.Recovery;

/// <summary>The words of the recovery pages: RecoveryTexts.resx and RecoveryTexts.es.resx.</summary>
public sealed class RecoveryTexts;
