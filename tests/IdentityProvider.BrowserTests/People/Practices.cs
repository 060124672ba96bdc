namespace IdentityProvider.BrowserTests.People;

/// <summary>The two clinics of the demo.</summary>
internal static class Practices
{
    /// <summary>Staff by text or voice call, on browsers it does not know.</summary>
    public static readonly (string Id, string Name) Lakeside = ("LAKE-1042", "Lakeside Family Medicine");

    /// <summary>Staff by e-mail or text, at every sign-in.</summary>
    public static readonly (string Id, string Name) CedarGrove = ("CEDR-2077", "Cedar Grove Pediatrics");
}
