namespace IdentityProvider.Delivery.Lookup;

/// <summary>What kind of line a carrier says a number is.</summary>
public enum LineType
{
    Mobile,

    /// <summary>Takes calls and no texts.</summary>
    Landline,

    /// <summary>An internet phone. Whoever rents one need not be where, or who, they say.</summary>
    Voip,
    TollFree,
    Premium,
    Pager,

    /// <summary>Nobody was asked, or nobody knew.</summary>
    Unknown,
}
