namespace IdentityProvider.Clients;

/// <summary>An API that access tokens can be aimed at (RFC 8707). A FHIR base is one.</summary>
public sealed class Resource
{
    public Resource(string id, string name, DateTimeOffset now) => (Id, Name, CreatedAt) = (id, name, now);

    /// <summary>Its absolute URI without a fragment, compared as a string: <c>resource</c>, SMART's <c>aud</c>, and the token's <c>aud</c>.</summary>
    public string Id { get; private init; }

    public string Name { get; set; }

    /// <summary>The scopes that mean something to it.</summary>
    public IReadOnlyList<string> Scopes { get; set; } = [];

    /// <summary>Whether people of every clinic may use it.</summary>
    public bool ServesEveryClinic { get; set; }

    /// <summary>The clinics it belongs to, when not to all.</summary>
    public IReadOnlyList<Guid> Clinics { get; set; } = [];

    /// <summary>The client that runs it and may introspect tokens aimed at it; null for none.</summary>
    public string? OwnerClientId { get; set; }

    /// <summary>Whether SMART apps may name it as <c>aud</c>.</summary>
    public bool IsFhirBase { get; set; }

    /// <summary>Where staff choose the patient of a standalone launch; null: they cannot.</summary>
    public string? PickerUrl { get; set; }

    public DateTimeOffset CreatedAt { get; private init; }

    // For EF, which fills the rest.
    private Resource() => (Id, Name) = ("", "");
}
