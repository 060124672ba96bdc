namespace IdentityProvider.Tests.SignIn.Walks;

/// <summary>Where a walk takes place: over the pure functions and entities, or over HTTP and PostgreSQL.</summary>
internal interface IGround
{
    ValueTask<Seen> DoAsync(Deed deed);
}
